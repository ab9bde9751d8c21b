// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/import_tally.h"

#include "model/core/text.h"
#include "model/store/catalog_writer.h"
#include "model/store/change_scope.h"
#include "model/store/rows.h"
#include "model/store/store_lanes.h"

#include <QCoreApplication>

#include <utility>
#include <vector>

namespace tidemark::store {
namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ImportWriter)
};

constexpr std::size_t kRowsPerLook = 256; // rows between two looks at the stop token
constexpr qsizetype kShownText = 200;

} // namespace

Result<void> ImportTally::createDefinitions(ChangeScope &scope, CatalogWriter &catalog)
{
    for (const NewDefinition &definition : m_options.definitions) {
        const auto name = normalisedName(definition.name);
        if (!name)
            return failure(name.error());
        const auto known = findDefinition(scope.connection(), scope.org(), *name);
        if (!known)
            return failure(known.error());
        if (*known)
            continue;
        if (auto created = catalog.create(definition); !created)
            return failure(created.error());
        ++m_summary.createdDefinitions;
    }
    return {};
}

Result<void> ImportTally::read(RowSource &source, const RowSteps &steps,
                               const std::stop_token &stop, const ProgressCallback &progress)
{
    std::vector<ImportRow> rows;
    while (true) {
        rows.clear();
        const auto more = source.next(rows);
        if (stop.stop_requested())
            return failure(cancelledError());
        if (!more)
            return failure(more.error());
        if (auto taken = takeBatch(rows, steps, stop); !taken)
            return taken;
        m_rowsSeen += static_cast<std::int64_t>(rows.size());
        if (progress)
            progress({m_rowsSeen, 0});
        if (!*more)
            return {};
    }
}

Result<void> ImportTally::takeBatch(const std::vector<ImportRow> &rows, const RowSteps &steps,
                                    const std::stop_token &stop)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % kRowsPerLook == 0 && stop.stop_requested())
            return failure(cancelledError());
        const Taken taken = steps.take(rows[i]);
        if (taken)
            continue;
        if (auto reported = report(rows[i].line, taken.error()); !reported)
            return reported;
    }
    return steps.settle ? steps.settle() : Result<void>();
}

Result<void> ImportTally::report(std::int64_t line, const Refusal &refusal)
{
    if (!isRowError(refusal.error))
        return failure(refusal.error);
    if (m_options.stopOnError) {
        Error error = refusal.error;
        if (line > 0)
            error.message = ImportText::tr("Line %1: %2 Nothing was imported.")
                                .arg(QString::number(line), error.message);
        return failure(error);
    }
    ++m_summary.rejectedCount;
    if (m_summary.rejected.size() < kMaxRejectedRows)
        m_summary.rejected.push_back(
            {line, refusal.column, refusal.text.left(kShownText), refusal.error.message});
    return {};
}

} // namespace tidemark::store
