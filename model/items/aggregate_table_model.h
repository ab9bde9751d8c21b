// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/aggregate_query.h"
#include "model/domain/definition.h"
#include "model/items/row_table_model.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

class AggregateReader;
class Clock;
class Formatter;

/// A bucket as a row: with the value of the chosen function and what it was in the bucket before.
struct AggregateRow
{
    TimeWindow window;
    Aggregate aggregate;
    std::optional<double> value;
    std::optional<double> previous; ///< nothing for the first bucket and after an empty one
    bool isRunning = false;         ///< now lies within it (A6)
};

/// Buckets of one metric, newest first, every period of the range present (A6), and after them a
/// totals row when the function adds up. Asks the reader and merges the answer; a new question
/// cancels the one before, answers to older ones are dropped (P2). GUI thread.
class AggregateTableModel final : public RowTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Period,
        End,
        Count,
        Value,
        Min,
        Max,
        Mean,
        Sum,
        Change,
        ChangePercent,
        Total ///< number of columns
    };

    AggregateTableModel(AggregateReader &reader, const Formatter &formatter, const Clock &clock,
                        QObject *parent = nullptr);
    ~AggregateTableModel() override; // cancels what is under way

    /// Asks for the buckets of `query`; `definition` names and formats them.
    void load(const AggregateQuery &query, const Definition &definition);
    /// Asks the same again. Does nothing before load().
    void refresh();
    void clear();
    void cancel();
    void setFunction(AggregateFunction function);

    [[nodiscard]] AggregateFunction function() const { return m_function; }
    /// What was asked last; nothing before load() and after clear().
    [[nodiscard]] const std::optional<AggregateQuery> &query() const { return m_query; }
    [[nodiscard]] const AggregateSeries &series() const { return m_series; }
    [[nodiscard]] int bucketCount() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] int filledBucketCount() const;          ///< with records
    [[nodiscard]] const AggregateRow *row(int row) const; ///< nullptr for the totals row
    [[nodiscard]] bool hasTotals() const;
    /// `Weekly mean · UTC · weeks from Monday · 3 Mar – 9 Mar` in one line (A2, A4).
    [[nodiscard]] QString statement() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void loadStarted();
    void loaded();
    void loadFailed(const tidemark::Error &error);

private:
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    void accept(AggregateSeries series);
    void merge(std::vector<AggregateRow> rows);
    [[nodiscard]] std::vector<AggregateRow> makeRows() const;
    void showTotals(bool shown);
    [[nodiscard]] std::optional<double> number(const AggregateRow &row, Column column) const;
    [[nodiscard]] QString text(const AggregateRow &row, Column column) const;
    [[nodiscard]] QVariant sortKey(const AggregateRow &row, Column column) const;
    [[nodiscard]] QVariant totalsData(Column column, int role) const;
    [[nodiscard]] std::optional<int> decimals(Column column) const;

    AggregateReader &m_reader;
    const Formatter &m_formatter;
    const Clock &m_clock;
    std::optional<AggregateQuery> m_query;
    Definition m_definition;
    AggregateFunction m_function = AggregateFunction::Mean;
    AggregateSeries m_series;
    std::vector<AggregateRow> m_rows;
    bool m_hasTotals = false;
    std::uint64_t m_generation = 0;
    std::stop_source m_stop;
};

/// True when the values of buckets can be added to that of the whole (A9).
[[nodiscard]] constexpr bool isAdditive(AggregateFunction function) noexcept
{
    return function == AggregateFunction::Sum || function == AggregateFunction::Count;
}

} // namespace tidemark
