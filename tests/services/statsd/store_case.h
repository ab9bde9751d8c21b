// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/tag_text.h"
#include "tests/model/store/store_fixture.h"

#include <QStringList>
#include <QTemporaryDir>

#include <algorithm>

namespace tidemark::test {

/// A real store in a folder of its own, and what lies in its series.
class StoreCase
{
public:
    StoreCase()
        : m_store(openStore(m_folder.filePath(QStringLiteral("s.tidemark"))).value())
    {}
    [[nodiscard]] DataPorts ports() const { return m_store->ports(); }
    [[nodiscard]] std::optional<Definition> definition(const QString &name) const
    {
        const auto found = answer(ports().catalog->find(name));
        return found ? std::optional(*found) : std::nullopt;
    }
    /// The samples of the metric's series with these tags, in the order of time.
    [[nodiscard]] std::vector<Sample> samples(const QString &metric, const TagMap &tags = {}) const
    {
        const auto known = definition(metric);
        if (!known)
            return {};
        const auto all = answer(ports().series->list({known->id})).value();
        const auto found = std::find_if(
            all.begin(), all.end(), [&](const SeriesInfo &info) { return info.key.tags == tags; });
        if (found == all.end())
            return {};
        constexpr int kMost = 1'000'000;
        return answer(ports().series->samples(found->id, TimeWindow::all(), kMost)).value().samples;
    }
    [[nodiscard]] double total(const QString &metric, const TagMap &tags = {}) const
    {
        double sum = 0;
        const auto all = samples(metric, tags);
        for (const Sample &sample : all)
            sum += sample.value;
        return sum;
    }
    [[nodiscard]] std::int64_t sampleCount() const
    {
        std::int64_t count = 0;
        const auto all = answer(ports().series->list()).value();
        for (const SeriesInfo &info : all)
            count += info.samples;
        return count;
    }

private:
    QTemporaryDir m_folder;
    StorePointer m_store;
};

} // namespace tidemark::test
