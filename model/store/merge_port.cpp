// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/merge_port.h"

#include "model/store/catalog_writer.h"
#include "model/store/merge_records.h"
#include "model/store/series/merge_samples.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

namespace tidemark::store {
namespace {

struct MergeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::MetricMerge)
};

Result<MergeCounts> countBoth(Connection &connection, OrgId org, const MergeSides &sides,
                              SeriesCache &cache, const std::stop_token &stop)
{
    MergeCounts counts;
    return countMergedRecords(connection, sides, counts)
        .and_then([&] { return countMergedSamples(connection, org, sides, cache, stop, counts); })
        .transform([&] { return counts; });
}

// So that dashboards that name the metric that goes find the other one.
Result<void> noteReplaced(ChangeScope &scope, UidSource &uids, const MergeSides &sides)
{
    DefinitionChange change;
    change.settings = sides.into.settings;
    change.settings->replaces += sides.from.settings.replaces;
    change.settings->replaces += {sides.from.uid, sides.from.name};
    change.settings->replaces.removeDuplicates();
    const auto updated = CatalogWriter(scope, uids).update(sides.into.id, change);
    return updated ? Result<void>() : Result<void>(failure(updated.error()));
}

Result<MergeOutcome> mergeBoth(ChangeScope &scope, UidSource &uids, const MergeRequest &request,
                               SeriesCache &cache, const std::stop_token &stop)
{
    const auto sides =
        MergeSides::find(scope.connection(), scope.org(), request.from, request.into);
    if (!sides)
        return failure(sides.error());
    if (auto fits = sides->checkUnits(request.mayConvert); !fits)
        return failure(fits.error());
    const auto counts = countBoth(scope.connection(), scope.org(), *sides, cache, stop);
    if (!counts)
        return failure(counts.error());
    // The other metric goes last: until then both have their values.
    return mergeRecords(scope, *sides, request.conflicts, stop)
        .and_then([&] { return mergeSamples(scope, *sides, request.conflicts, cache, stop); })
        .and_then([&] { return noteReplaced(scope, uids, *sides); })
        .and_then([&] { return CatalogWriter(scope, uids).remove(std::span(&request.from, 1)); })
        .transform([&] {
            scope.setLabel(
                MergeText::tr("merge metric %1 into %2").arg(sides->from.name, sides->into.name));
            return MergeOutcome{*counts, {}};
        });
}

} // namespace

QFuture<Result<MergePreview>> MergePort::preview(MetricId from, MetricId into, std::stop_token stop)
{
    return m_tools.read<MergePreview>(
        [cache = m_cache, from, into, stop](Connection &connection,
                                            OrgId org) -> Result<MergePreview> {
            const auto snapshot = Transaction::beginRead(connection);
            if (!snapshot)
                return failure(snapshot.error());
            const auto sides = MergeSides::find(connection, org, from, into);
            if (!sides)
                return failure(sides.error());
            return countBoth(connection, org, *sides, *cache, stop)
                .transform([&](const MergeCounts &counts) {
                    return MergePreview{sides->from, sides->into, sides->units, counts};
                });
        },
        stop);
}

QFuture<Result<MergeOutcome>> MergePort::merge(MergeRequest request, std::stop_token stop)
{
    return m_tools.desk.changeAlone<MergeOutcome>(
        m_tools.scope, MergeText::tr("merge metrics"),
        [cache = m_cache, request, stop](ChangeScope &scope, UidSource &uids) {
            return mergeBoth(scope, uids, request, *cache, stop);
        },
        stop);
}

} // namespace tidemark::store
