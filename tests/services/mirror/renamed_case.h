// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/mirror/mirror_bench.h"

#include <memory>

namespace tidemark::test {

/// A store with a source, where metrics are renamed, described and removed by name.
class RenamedCase
{
protected:
    void open()
    {
        failOnUnexpectedWarnings();
        m_bench = std::make_unique<MirrorBench>();
        QVERIFY(m_bench->store);
    }
    void close() { m_bench.reset(); }
    [[nodiscard]] bool rename(const QString &from, const QString &to) const
    {
        DefinitionChange change;
        change.name = to;
        const auto metric = m_bench->definition(from);
        return metric && answer(m_bench->ports.catalog->update(metric->id, change));
    }
    [[nodiscard]] bool remove(const QString &metric) const
    {
        const std::vector<MetricId> metrics{m_bench->definition(metric).value_or(Definition()).id};
        return answer(m_bench->ports.catalog->remove(metrics)).has_value();
    }
    [[nodiscard]] bool describe(const QString &metric, const QString &text) const
    {
        DefinitionChange change;
        change.description = std::optional(text);
        return answer(m_bench->ports.catalog->update(m_bench->definition(metric)->id, change))
            .has_value();
    }
    /// All that a person is told, as read.
    [[nodiscard]] QStringList readNotes() const
    {
        QStringList texts;
        std::vector<OutboxItemId> items;
        for (const OutboxItem &item : m_bench->attention()) {
            texts.append(item.error.message);
            items.push_back(item.id);
        }
        (void)answer(m_bench->ports.outbox->discard(m_bench->source.id, items));
        return texts;
    }
    [[nodiscard]] QStringList metricsThere() const
    {
        QStringList names;
        const RemoteState there = m_bench->remote.state();
        for (const auto &[name, definition] : there.definitions)
            names.append(name);
        return names;
    }
    /// Of the session with this uid here.
    [[nodiscard]] std::optional<double> sent(const QString &metric, const QString &session) const
    {
        return m_bench->sentValue(session, metric);
    }

    std::unique_ptr<MirrorBench> m_bench;
};

} // namespace tidemark::test
