// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/time/time_window.h"

#include <QFuture>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// A definition with what the browser shows of its records.
struct MetricSummary
{
    Definition definition;
    std::int64_t recordCount = 0;
    std::int64_t sampleCount = 0;     ///< of all its series
    std::optional<double> lastValue;  ///< of the record with the latest session end, or the sample
    std::optional<Timestamp> lastAt;  ///< that end, or its time
    std::optional<Timestamp> firstAt; ///< earliest session end, or time of a sample
    std::vector<std::optional<double>> sparkline; ///< means of equal parts of the asked window
    QStringList sources; ///< names of those that it came from or goes to, in byte order

    /// Records and samples.
    [[nodiscard]] std::int64_t valueCount() const noexcept { return recordCount + sampleCount; }
};

/// How a metric was changed, and the step that undoes it.
struct DefinitionOutcome
{
    Definition definition;
    ChangeId change; ///< invalid when nothing had to change
};

/// Metrics that are there now, in the order in which they were named.
struct EnsuredDefinitions
{
    std::vector<Definition> definitions;
    ChangeId change; ///< that made those that were not; invalid when all were there
};

/// Definitions in the byte order of their names, which is that of their code points.
struct DefinitionPage
{
    std::vector<Definition> definitions;
    std::optional<QString> next; ///< continue strictly after this name; absent on the last page
};

/// The catalogue of metrics. Any thread may call; answers come from the store's lanes.
class MetricCatalog
{
public:
    virtual ~MetricCatalog() = default;

    /// All metrics in natural name order, with sparklines of `points` parts of `window` (none asked
    /// with 0 points). Archived ones are included and marked.
    [[nodiscard]] virtual QFuture<Result<std::vector<MetricSummary>>> summaries(TimeWindow window,
                                                                                int points) = 0;
    [[nodiscard]] virtual QFuture<Result<std::vector<Definition>>> definitions() = 0;
    /// Archived ones are included. At most 10,000 a page. Errors: InvalidArgument (limit).
    [[nodiscard]] virtual QFuture<Result<DefinitionPage>> page(std::optional<QString> afterName,
                                                               int limit) = 0;
    /// By the exact name, in whichever normal form. Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<Definition>> find(QString name) = 0;
    /// Errors: InvalidArgument (name), AlreadyExists.
    [[nodiscard]] virtual QFuture<Result<DefinitionOutcome>> create(NewDefinition definition) = 0;
    /// The metrics of these names: those that there are, as they are, and the others made, all or
    /// none, as one undoable step. Errors: InvalidArgument (name).
    [[nodiscard]] virtual QFuture<Result<EnsuredDefinitions>>
    ensure(std::vector<NewDefinition> definitions) = 0;
    /// Errors: NotFound, InvalidArgument, AlreadyExists (rename). An empty change changes nothing.
    [[nodiscard]] virtual QFuture<Result<DefinitionOutcome>> update(MetricId metric,
                                                                    DefinitionChange change) = 0;
    /// Removes the definitions and every record under them, all or none, as one undoable step.
    /// Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<ChangeId>> remove(std::vector<MetricId> metrics) = 0;
    /// Puts the metrics into the archive, or brings them back, as one undoable step; the id is
    /// invalid when all of them were so before. Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<ChangeId>> archive(std::vector<MetricId> metrics,
                                                            bool isArchived) = 0;
    [[nodiscard]] QFuture<Result<ChangeId>> remove(MetricId metric)
    {
        return remove(std::vector{metric});
    }
};

} // namespace tidemark
