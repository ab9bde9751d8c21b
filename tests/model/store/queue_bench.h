// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/model/store/outbox_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tidemark::test {

/// A store with a source that everything is published to, and what people enter into it.
class QueueBench
{
protected:
    void open()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const auto store = openStore(m_folder->filePath(QStringLiteral("store.tidemark")));
        QVERIFY(store);
        m_store = *store;
        m_ports = m_store->ports();
        const auto source = addSource(m_ports, QStringLiteral("far"));
        QVERIFY2(source, source ? "" : qPrintable(source.error().detail));
        m_source = *source;
    }
    void close() { m_store.reset(); }

    [[nodiscard]] EntryOutcome enter(const QString &metric, double value, std::int64_t at_ns,
                                     const TagMap &tags = {},
                                     const std::optional<QString> &session = {}) const
    {
        ValueEntry entry;
        entry.metric = metric;
        entry.value = value;
        entry.at = Timestamp(at_ns);
        entry.tags = tags;
        entry.sessionUid = session;
        const auto outcome = answer(m_ports.records->enter(entry));
        return outcome ? *outcome : EntryOutcome{};
    }
    [[nodiscard]] Result<ChangeId> correct(const EntryOutcome &entry, double value) const
    {
        RecordEdit edit;
        edit.key = entry.saved->key;
        edit.value = value;
        return answer(m_ports.records->edit({edit}, QStringLiteral("edit")));
    }
    [[nodiscard]] QStringList queue() const { return waiting(m_ports, m_source.id); }
    /// All that needs a person.
    [[nodiscard]] std::vector<OutboxItem> attention() const
    {
        const auto page =
            answer(m_ports.outbox->page(m_source.id, OutboxState::Attention, {}, 10'000));
        return page ? page->items : std::vector<OutboxItem>{};
    }
    void setLevel(PublishLevel level) const
    {
        SourceChange change;
        change.level = level;
        QVERIFY(answer(m_ports.sources->update(m_source.id, change)));
    }
    /// An item that needs a person, as delivery notes it.
    [[nodiscard]] Result<void> need(const OutboxHead &head, AttentionReason reason,
                                    const std::optional<RemoteImage> &theirs = {}) const
    {
        OutboxOutcome outcome;
        outcome.id = head.id;
        outcome.key = head.key;
        outcome.version = head.version;
        outcome.change = head.change;
        outcome.kind = OutboxOutcome::Kind::Attention;
        outcome.reason = reason;
        outcome.error = {ErrorCode::Conflict, QStringLiteral("look at this"), {}};
        outcome.theirs = theirs;
        return answer(m_ports.outbox->finish(m_source.id, {outcome}));
    }
    /// What waits next of records.
    [[nodiscard]] RecordWork nextRecord() const
    {
        const auto batch = answer(m_ports.outbox->next(m_source.id, 10));
        return batch && !batch->records.empty() ? batch->records.front() : RecordWork{};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    DataPorts m_ports;
    Source m_source;
};

} // namespace tidemark::test
