// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_plan.h"
#include "model/domain/import_rows.h"
#include "services/exchange/csv_reader.h"
#include "services/exchange/number_cell.h"
#include "services/exchange/time_cell.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace tidemark::exchange {

/// Most different metric names of a file.
inline constexpr std::size_t kMaxMetricNames = 100'000;

/// A metric that the file names, and what its rows said of it.
struct NamedMetric
{
    QString source;
    QString target; ///< normalised; the name in the store
    QString unit;
    std::optional<MetricKind> kind;
    bool isSkipped = false;
    std::int64_t rows = 0;
};

/// Turns the rows of a file into values as a plan says. One thread; one parser per pass.
class ImportRowParser
{
public:
    /// `plan` has passed validate().
    explicit ImportRowParser(const ImportPlan &plan);

    /// Appends the row's values to `rows`, and what cannot be taken to `rejected`. A wide row gives
    /// a value per filled cell; each of its cells is taken or rejected by itself.
    void parse(const TableRow &row, std::vector<ImportRow> &rows,
               std::vector<RejectedRow> &rejected);

    /// Values left out because they are missing by the plan's words.
    [[nodiscard]] std::int64_t missing() const noexcept { return m_missing; }
    /// In order of appearance.
    [[nodiscard]] const std::vector<NamedMetric> &metrics() const noexcept { return m_metrics; }

    /// A text cell without its guard.
    [[nodiscard]] std::string_view plain(std::string_view cell) const;
    [[nodiscard]] bool isMissing(std::string_view cell) const;
    /// How a cell's number is written.
    [[nodiscard]] const NumberNotation &notationOf(const TableCell &cell) const noexcept;

private:
    [[nodiscard]] Result<void> parseCommon(const TableRow &row, ImportRow &common);
    [[nodiscard]] Result<void> parseTimes(const TableRow &row, ImportRow &common);
    [[nodiscard]] Result<void> parseSession(const TableRow &row, ImportRow &common);
    [[nodiscard]] Result<void> parseTexts(const TableRow &row, ImportRow &common);
    [[nodiscard]] Result<void> placeEntry(ImportRow &common);
    void parseWide(const TableRow &row, ImportRow &common, std::vector<ImportRow> &rows,
                   std::vector<RejectedRow> &rejected);
    void parseLong(const TableRow &row, ImportRow &common, std::vector<ImportRow> &rows,
                   std::vector<RejectedRow> &rejected);
    [[nodiscard]] Result<std::size_t> metricOf(std::string_view name);
    [[nodiscard]] Result<std::optional<Timestamp>> timeAt(const TableRow &row, ColumnRole role);
    [[nodiscard]] std::optional<QString> textAt(const TableRow &row, ColumnRole role) const;
    [[nodiscard]] std::string_view cellAt(const TableRow &row, ColumnRole role) const;
    [[nodiscard]] int column(ColumnRole role) const;
    [[nodiscard]] bool isAbsent(const TableCell &cell) const;
    [[nodiscard]] bool rejectForms(const TableRow &row, std::vector<RejectedRow> &rejected) const;
    [[nodiscard]] RejectedRow rejection(const TableRow &row, int column,
                                        const QString &reason) const;

    ImportPlan m_plan;
    std::vector<int> m_columnOf; ///< by role
    std::vector<int> m_series;   ///< columns of the wide layout
    TimeCellParser m_times;
    NumberNotation m_numbers;
    NumberNotation m_bareNumbers; ///< of formats that tell numbers from texts
    bool m_isCsv;
    std::vector<std::string> m_missingWords;
    std::vector<NamedMetric> m_metrics;
    std::unordered_map<std::string, std::size_t> m_metricByName; ///< as the file writes it
    std::int64_t m_missing = 0;
    int m_badColumn = -1; ///< where parseCommon() failed
};

} // namespace tidemark::exchange
