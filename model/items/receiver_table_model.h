// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/row_table_model.h"
#include "model/ports/receiver_links.h"

#include <optional>
#include <vector>

namespace tidemark {

class Clock;
class Formatter;

/// The receivers of the store and what goes on with each, by name. GUI thread.
class ReceiverTableModel final : public RowTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Name,
        Address,
        State,
        LastValue,
        Samples,
        Refused,
        Count
    };

    /// All are loans that outlive the model.
    ReceiverTableModel(const ReceiverLinks &links, const Formatter &formatter, const Clock &clock,
                       QObject *parent = nullptr);

    /// nullptr where there is no such row.
    [[nodiscard]] const ReceiverLink *link(int row) const;
    [[nodiscard]] std::optional<int> rowOf(const QString &uid) const;
    /// Time has passed since what came last.
    void refreshAges();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString text(const ReceiverLink &link, Column column) const;
    [[nodiscard]] QString toolTip(const ReceiverLink &link, Column column) const;
    void read();

    const ReceiverLinks &m_links;
    const Formatter &m_formatter;
    const Clock &m_clock;
    std::vector<ReceiverLink> m_rows;
};

} // namespace tidemark
