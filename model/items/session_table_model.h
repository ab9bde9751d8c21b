// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/row_table_model.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/time/calendar.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

class Clock;
class Formatter;

/// Sessions, newest start first and those without a start last, fetched page by page. Name, times,
/// devices, tags and note are edited in place; the store answers, then the row changes. Answers to
/// an older question are dropped (P2). GUI thread.
class SessionTableModel final : public RowTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Name,
        Start,
        End,
        Duration,
        Devices,
        Records,
        Tags,
        Note,
        Uid,
        CreatedBy,
        Count
    };

    static constexpr int kPageRows = 500;

    SessionTableModel(SessionStore &sessions, const Formatter &formatter, const Clock &clock,
                      QObject *parent = nullptr);
    ~SessionTableModel() override; // cancels what is under way

    void load(const SessionQuery &query);
    /// Asks again for as many rows as are shown. Does nothing before load().
    void refresh();
    void cancel();
    void setCalendar(const Calendar &calendar);
    void setReadOnly(bool readOnly) { m_isReadOnly = readOnly; }

    [[nodiscard]] const SessionQuery &query() const { return m_query; }
    [[nodiscard]] bool isComplete() const { return !m_next.has_value(); }
    /// How many sessions match; known a little after the first of them.
    [[nodiscard]] std::optional<std::int64_t> total() const { return m_total; }
    [[nodiscard]] const SessionSummary *summary(int row) const;
    [[nodiscard]] std::optional<int> rowOf(const QString &uid) const;

    void create(const NewSession &session);
    /// With their records, as one change. By id: rows may move while a person is asked.
    void remove(std::vector<SessionId> sessions);
    /// Fetches what is still to come, page after page.
    void loadAll();

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
    void editRefused(const QString &message);
    void created(const QString &uid);

private:
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    void readHeldBack() override { refresh(); }
    void fetch(std::vector<SessionSummary> before, std::optional<SessionPageKey> after,
               std::size_t wanted);
    void accept(std::vector<SessionSummary> rows, std::optional<SessionPageKey> next);
    void countSessions();
    [[nodiscard]] QString text(const SessionSummary &row, Column column) const;
    [[nodiscard]] QString editTextOf(const Session &session, Column column) const;
    [[nodiscard]] QVariant rawValue(const SessionSummary &row, Column column) const;
    [[nodiscard]] Result<SessionChange> changeFor(Column column, const QString &text) const;

    SessionStore &m_sessions;
    const Formatter &m_formatter;
    const Clock &m_clock;
    Calendar m_calendar;
    SessionQuery m_query;
    std::vector<SessionSummary> m_rows;
    std::optional<SessionPageKey> m_next;
    std::optional<std::int64_t> m_total;
    std::stop_source m_stop;
    bool m_isAsked = false;
    bool m_wantsAll = false; ///< a refresh then reads all again
    bool m_isLoading = false;
    bool m_isReadOnly = false;
    std::uint64_t m_generation = 0;
};

/// Device names separated by commas, trimmed and without repetition.
[[nodiscard]] QStringList devicesFromText(QStringView text);

} // namespace tidemark
