// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/row_table_model.h"
#include "model/ports/outbox_store.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

class Formatter;

/// What waits to be sent to one source, in order of sending, fetched page by page. GUI thread.
class OutboxTableModel final : public RowTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Kind,
        Name,
        Session,
        Value,
        Queued,
        State,
        Reason,
        Count
    };

    static constexpr int kPageRows = 500;

    /// Both are loans that outlive the model.
    OutboxTableModel(OutboxStore &outbox, const Formatter &formatter, QObject *parent = nullptr);

    /// `state`: only those, Waiting with those on their way; absent: all.
    void load(SourceId source, std::optional<OutboxState> state);
    /// Asks again for as many rows as are shown. Does nothing before load().
    void refresh();
    void clear();

    [[nodiscard]] SourceId source() const { return m_source; }
    /// nullptr where there is no such row.
    [[nodiscard]] const OutboxItem *item(int row) const;
    [[nodiscard]] bool isComplete() const { return !m_next.has_value(); }
    /// These rows with their titles, tab separated, for the clipboard.
    [[nodiscard]] QString listText(const QList<int> &rows) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void loaded();
    void loadFailed(const tidemark::Error &error);

private:
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString text(const OutboxItem &item, Column column) const;
    void fetch(std::vector<OutboxItem> before, std::optional<OutboxItemId> after,
               std::size_t wanted);

    OutboxStore &m_outbox;
    const Formatter &m_formatter;
    SourceId m_source;
    std::optional<OutboxState> m_state;
    std::vector<OutboxItem> m_rows;
    std::optional<OutboxItemId> m_next;
    std::uint64_t m_generation = 0;
    bool m_isLoading = false;
};

} // namespace tidemark
