// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/row_table_model.h"
#include "model/ports/source_links.h"

#include <optional>
#include <vector>

namespace tidemark {

class Clock;
class Formatter;
class SourceBoard;

/// The sources of the store and what goes on with each, by name (R5). GUI thread.
class SourceTableModel final : public RowTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Name,
        State,
        Waiting,
        Attention,
        NextSend,
        LastContact,
        Count
    };

    /// All are loans that outlive the model.
    SourceTableModel(const SourceBoard &board, const Formatter &formatter, const Clock &clock,
                     QObject *parent = nullptr);

    /// nullptr where there is no such row.
    [[nodiscard]] const SourceLink *link(int row) const;
    [[nodiscard]] std::optional<int> rowOf(SourceId source) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    /// Around rows coming, going and moving: a source that is renamed goes and comes again.
    void readStarted();
    void readEnded();

private:
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString text(const SourceLink &link, Column column) const;
    [[nodiscard]] QString toolTip(const SourceLink &link, Column column) const;
    void readBoard();
    void readOne(SourceId source);

    const SourceBoard &m_board;
    const Formatter &m_formatter;
    const Clock &m_clock;
    std::vector<SourceLink> m_rows;
};

} // namespace tidemark
