// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/row_table_model.h"
#include "model/items/source_comparing.h"

#include <vector>

namespace tidemark {

class Formatter;

/// Aggregates that differ between the store and a source, with every digit of both sides. GUI
/// thread.
class ComparisonTableModel final : public RowTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Metric,
        Period,
        Function,
        Here,
        There,
        RecordsHere,
        RecordsThere,
        Count
    };

    /// Further ones are counted by their finder, not kept.
    static constexpr int kMostRows = 10'000;

    /// A loan that outlives the model.
    explicit ComparisonTableModel(const Formatter &formatter, QObject *parent = nullptr);

    void append(const std::vector<AggregateDifference> &differences);
    void clear();
    /// All rows with their titles, tab separated, for the clipboard; numbers are whole.
    [[nodiscard]] QString listText() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString text(const AggregateDifference &row, Column column) const;
    [[nodiscard]] static QVariant value(const AggregateDifference &row, Column column);

    const Formatter &m_formatter;
    std::vector<AggregateDifference> m_rows;
};

} // namespace tidemark
