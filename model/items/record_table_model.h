// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/items/record_changes.h"
#include "model/items/row_table_model.h"
#include "model/ports/record_store.h"
#include "model/time/calendar.h"

#include <QHash>
#include <QMap>

#include <cstdint>

namespace tidemark {

class Clock;
class Formatter;
class PendingRecords;

/// Records of a selection, newest first, fetched page by page as the view reaches the end, and
/// below them an empty row that takes a new record (E12). Editing goes through changes(), which
/// asks what must be asked; a row changes when the store has. A new load cancels the one before
/// (P2). GUI thread.
class RecordTableModel final : public RowTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Metric,
        Start,
        End,
        Value,
        Unit,
        Session,
        Device,
        Invocation,
        Tags,
        Note,
        Published,
        By,
        Sending, ///< whether it waits to be sent to a source (E16)
        Count
    };

    static constexpr int kPageRows = 500;
    static constexpr int kLoadAllPageRows = 10'000;

    RecordTableModel(RecordStore &records, MetricCatalog &catalog, const Formatter &formatter,
                     const Clock &clock, QObject *parent = nullptr);
    ~RecordTableModel() override; // cancels what is under way

    /// Asks for the newest records of `selection` and how many there are. `definitions` are those
    /// of its metrics; with exactly one, the empty last row enters values of it. What was being
    /// typed there is stored before other metrics are shown; what cannot be is there again with its
    /// metric.
    void load(const Selection &selection, const std::vector<Definition> &definitions);
    /// Asks again for as many rows as are shown. Does nothing before load().
    void refresh();
    void clear();
    /// Stops fetching and keeps what came.
    void cancel();
    void loadAll();
    /// Times are typed and shown in this calendar.
    void setCalendar(const Calendar &calendar);
    void setReadOnly(bool readOnly);
    /// Which records wait to be sent; a loan that outlives the model.
    void setPending(const PendingRecords *pending);

    [[nodiscard]] int recordCount() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] std::optional<std::int64_t> total() const { return m_total; }
    [[nodiscard]] bool isComplete() const { return !m_next.has_value(); }
    [[nodiscard]] bool isLoading() const { return m_isLoading; }
    /// nullptr for the empty last row.
    [[nodiscard]] const Record *record(int row) const;
    [[nodiscard]] std::optional<int> rowOf(const RecordKey &key) const;
    /// The time the row is placed by: its session's end or start.
    [[nodiscard]] Timestamp timeOf(const Record &record) const;
    /// Rows of records in [begin, end), as first and last; nothing when none is loaded.
    [[nodiscard]] std::optional<std::pair<int, int>> rowsIn(const TimeWindow &window) const;

    /// The row that takes a new record; nothing when the table cannot know its metric.
    [[nodiscard]] std::optional<int> draftRow() const;
    [[nodiscard]] bool hasDraft() const { return !m_draft.isEmpty(); }
    /// Stores what was typed into the last row; without a value it says what is missing.
    /// The row is empty then, for the next one.
    void commitDraft();
    void discardDraft();
    /// What was typed into last rows and is not stored, by metric, for the session file; empty when
    /// there is nothing. Restored before a metric is shown.
    [[nodiscard]] QByteArray saveDrafts() const;
    void restoreDrafts(const QByteArray &state);
    /// What was typed, filled and pasted, on its way to the store.
    [[nodiscard]] RecordChanges &changes() { return m_changes; }

    void removeRecords(const std::vector<int> &rows);
    /// Gives every cell the text of the topmost one of its column.
    void fillDown(const QModelIndexList &cells);
    /// Puts a block of texts into these columns from `firstRow` on, as they follow each other on
    /// screen; in the last row it makes new records (E12).
    void paste(int firstRow, const QList<int> &columns, const QList<QStringList> &block);
    /// All of them or none, as one undo step. `shown` are the records as the person saw them, when
    /// the table may show others by now.
    void applyEdits(std::vector<RecordEdit> edits, const QString &label,
                    const std::vector<Record> &shown = {});

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void loadStarted();
    void loaded();
    void totalChanged();
    void loadFailed(const tidemark::Error &error);
    void changeMade(tidemark::ChangeId change, const QString &label);
    void editRefused(const tidemark::Error &error);

private:
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    void readHeldBack() override { refresh(); }
    void connectChanges();
    void begin();
    void readAgain(std::vector<Record> before, std::optional<RecordPageKey> after,
                   std::size_t wanted);
    void readNext(int limit);
    void accept(std::vector<Record> rows, std::optional<RecordPageKey> next);
    void append(std::vector<Record> rows);
    void fail(const Error &error);
    void countRecords();
    void setLoading(bool loading);
    [[nodiscard]] bool comesBefore(const Record &a, const Record &b) const;
    [[nodiscard]] const Definition *definitionOf(MetricId metric) const;
    [[nodiscard]] QString text(const Record &record, Column column) const;
    [[nodiscard]] QString sendingText(const Record &record) const;
    [[nodiscard]] QString editTextOf(const Record &record, Column column) const;
    [[nodiscard]] QVariant rawValue(const Record &record, Column column) const;
    [[nodiscard]] QVariant draftData(Column column, int role) const;
    void setDraftText(Column column, const QString &text);
    void putDraftAway();
    void takeDraft();
    /// Whose values the last row takes; nullptr when that is not known.
    [[nodiscard]] const Definition *draftMetric() const;
    [[nodiscard]] Result<ValueEntry> entryFrom(const QMap<int, QString> &texts) const;
    [[nodiscard]] Result<Timestamp> parseTime(const QString &text) const;
    /// Nothing when the text leaves the cell as it is.
    [[nodiscard]] Result<std::optional<RecordEdit>> editFor(const Record &record, Column column,
                                                            const QString &text) const;
    void pasteNew(const QList<int> &columns, const QList<QStringList> &block);
    void pasteOver(int firstRow, const QList<int> &columns, const QList<QStringList> &block);
    [[nodiscard]] Result<std::optional<RecordEdit>> rowEdit(int row, const QList<int> &columns,
                                                            const QStringList &texts) const;

    RecordStore &m_records;
    const Formatter &m_formatter;
    const Clock &m_clock;
    RecordChanges m_changes;
    const PendingRecords *m_pending = nullptr;
    Calendar m_calendar;
    std::optional<Selection> m_selection;
    QHash<MetricId, Definition> m_definitions;
    std::vector<Record> m_rows;
    std::optional<RecordPageKey> m_next;
    std::optional<std::int64_t> m_total;
    QMap<int, QString> m_draft;                     // column to what was typed
    QMap<QString, QMap<int, QString>> m_keptDrafts; // of metrics that are not shown, by uid
    bool m_isReadOnly = false;
    bool m_isLoading = false;
    std::uint64_t m_generation = 0;
    bool m_wantsAll = false; ///< asked to load all: a refresh then reads all again, not one page
    std::stop_source m_stop;
};

} // namespace tidemark
