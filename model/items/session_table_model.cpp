// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/session_table_model.h"

#include "model/core/continue_on.h"

#include <algorithm>

namespace tidemark {

namespace {

constexpr auto kAllRows = std::numeric_limits<std::size_t>::max();

// The store's order: newest start first, sessions without a start last, ties by uid.
bool comesBefore(const SessionSummary &a, const SessionSummary &b)
{
    const auto &startA = a.session.start;
    const auto &startB = b.session.start;
    if (startA != startB)
        return startA && (!startB || *startA > *startB);
    return a.session.uid.toUtf8() < b.session.uid.toUtf8();
}

} // namespace

SessionTableModel::SessionTableModel(SessionStore &sessions, const Formatter &formatter,
                                     const Clock &clock, QObject *parent)
    : RowTableModel(static_cast<int>(Column::Count), parent)
    , m_sessions(sessions)
    , m_formatter(formatter)
    , m_clock(clock)
{}

SessionTableModel::~SessionTableModel()
{
    m_stop.request_stop();
}

void SessionTableModel::load(const SessionQuery &query)
{
    m_query = query;
    m_isAsked = true;
    m_wantsAll = false;
    m_total.reset();
    refresh();
}

void SessionTableModel::refresh()
{
    if (!m_isAsked)
        return;
    const bool wantsAll = m_wantsAll;
    cancel();
    m_wantsAll = wantsAll;
    m_stop = std::stop_source();
    m_isLoading = true;
    Q_EMIT loadStarted();
    fetch({}, {}, m_wantsAll ? kAllRows : std::max<std::size_t>(kPageRows, m_rows.size()));
}

void SessionTableModel::cancel()
{
    ++m_generation;
    m_stop.request_stop();
    m_isLoading = false;
    m_wantsAll = false;
}

void SessionTableModel::loadAll()
{
    if (!m_next)
        return;
    cancel();
    m_stop = std::stop_source();
    m_wantsAll = true;
    m_isLoading = true;
    Q_EMIT loadStarted();
    fetch(m_rows, m_next, kAllRows);
}

void SessionTableModel::fetch(std::vector<SessionSummary> before,
                              std::optional<SessionPageKey> after, std::size_t wanted)
{
    const std::uint64_t generation = m_generation;
    const int limit = static_cast<int>(std::min<std::size_t>(wanted - before.size(), kMaxPageRows));
    continueOn(
        this, m_sessions.sessions(m_query, after, limit, m_stop.get_token()),
        [this, generation, wanted, rows = std::move(before)](Result<SessionPage> answer) mutable {
            if (generation != m_generation)
                return;
            if (!answer) {
                m_isLoading = false;
                Q_EMIT loadFailed(answer.error());
                return;
            }
            rows.insert(rows.end(), std::make_move_iterator(answer->sessions.begin()),
                        std::make_move_iterator(answer->sessions.end()));
            if (answer->next && rows.size() < wanted) {
                fetch(std::move(rows), answer->next, wanted);
                return;
            }
            m_isLoading = false;
            accept(std::move(rows), answer->next);
            countSessions();
            Q_EMIT loaded();
        });
}

// Only of a list that goes on; a complete one is its own number.
void SessionTableModel::countSessions()
{
    if (!m_next) {
        m_total = rowCount();
        Q_EMIT totalChanged();
        return;
    }
    continueOn(this, m_sessions.count(m_query, m_stop.get_token()),
               [this, generation = m_generation](const Result<std::int64_t> &answer) {
                   if (generation != m_generation || !answer)
                       return; // the list says that there are more
                   m_total = *answer;
                   Q_EMIT totalChanged();
               });
}

void SessionTableModel::accept(std::vector<SessionSummary> rows, std::optional<SessionPageKey> next)
{
    if (holdsBack(m_rows))
        rows = inPlace(m_rows, std::move(rows), comesBefore);
    else
        m_next = std::move(next);
    mergeInto(m_rows, std::move(rows), comesBefore, [](SessionSummary &old, SessionSummary fresh) {
        const bool isChanged =
            !(old.session == fresh.session) || old.recordCount != fresh.recordCount;
        old = std::move(fresh);
        return isChanged;
    });
}

bool SessionTableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_next.has_value() && !m_isLoading;
}

void SessionTableModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    if (m_stop.stop_requested())
        m_stop = std::stop_source();
    m_isLoading = true;
    fetch(m_rows, m_next, m_rows.size() + kPageRows);
}

void SessionTableModel::setCalendar(const Calendar &calendar)
{
    if (calendar == m_calendar)
        return;
    m_calendar = calendar;
    titlesChanged();
    rowsChanged(0, rowCount() - 1);
}

const SessionSummary *SessionTableModel::summary(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

std::optional<int> SessionTableModel::rowOf(const QString &uid) const
{
    const auto at = std::find_if(m_rows.begin(), m_rows.end(), [&uid](const SessionSummary &row) {
        return row.session.uid == uid;
    });
    if (at == m_rows.end())
        return {};
    return static_cast<int>(at - m_rows.begin());
}

void SessionTableModel::create(const NewSession &session)
{
    continueOn(this, m_sessions.createSession(session),
               [this](const Result<SessionOutcome> &answer) {
                   if (!answer) {
                       Q_EMIT editRefused(answer.error().message);
                       return;
                   }
                   Q_EMIT changeMade(answer->change, tr("create a session"));
                   Q_EMIT created(answer->session.uid);
                   refresh();
               });
}

void SessionTableModel::remove(std::vector<SessionId> sessions)
{
    if (sessions.empty())
        return;
    const QString label = tr("delete %n session(s)", nullptr, static_cast<int>(sessions.size()));
    continueOn(this, m_sessions.removeSessions(std::move(sessions)),
               [this, label](const Result<ChangeId> &answer) {
                   if (answer)
                       Q_EMIT changeMade(*answer, label);
                   else
                       Q_EMIT editRefused(answer.error().message);
                   refresh();
               });
}

int SessionTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

} // namespace tidemark
