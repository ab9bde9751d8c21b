// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/model/core/random_numbers.h"
#include "tests/model/store/plain_records.h"
#include "tests/model/store/read_fixture.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

namespace tidemark::test {

inline const std::array kZones{"UTC",
                               "Europe/Berlin",
                               "Australia/Lord_Howe",
                               "Pacific/Apia",
                               "Asia/Kathmandu",
                               "Pacific/Kiritimati",
                               "America/New_York",
                               "America/St_Johns"};

inline constexpr std::int64_t kRandomSecond_ns = 1'000'000'000;

/// A store under random writes, and the same records as a plain list.
class RandomStore
{
public:
    explicit RandomStore(RandomNumbers &numbers)
        : m_numbers(numbers)
        , m_metrics{m_store.define(QStringLiteral("cpu.load")),
                    m_store.define(QStringLiteral("näme with space"))}
        , m_origin_ns(std::int64_t{numbers.integer(631'152'000, 2'145'916'800)} * kRandomSecond_ns)
    {}

    [[nodiscard]] store::Connection &reader() { return m_store.reader(); }
    [[nodiscard]] const std::array<MetricId, 2> &metrics() const { return m_metrics; }

    [[nodiscard]] std::vector<PlainRecord> records() const
    {
        std::vector<PlainRecord> all;
        for (const auto &[key, record] : m_state.records) {
            PlainRecord plain = record;
            const PlainSession &session = m_state.sessions.at(key.session);
            plain.sessionUid = session.uid;
            plain.start_ns = session.start_ns;
            plain.end_ns = session.end_ns;
            plain.tags = session.tags;
            all.push_back(std::move(plain));
        }
        return all;
    }

    void change()
    {
        const State before = m_state;
        const int kind = m_numbers.integer(0, 99);
        ChangeId id;
        if (kind < 30)
            id = enterValue();
        else if (kind < 45)
            id = publishSession();
        else if (kind < 60)
            id = correctValue();
        else if (kind < 68)
            id = moveEntry();
        else if (kind < 78)
            id = changeSession();
        else if (kind < 85)
            id = removeRecords();
        else if (kind < 88)
            id = removeSession();
        else
            return swapLastChange();
        if (id.isValid())
            m_last = LastChange{id, before, m_state, false};
    }

    /// A time near the others, often at a midnight, often one that is taken already.
    [[nodiscard]] std::int64_t time()
    {
        const int kind = m_numbers.integer(0, 9);
        if (kind < 3 && !m_times.empty())
            return m_times[static_cast<std::size_t>(
                m_numbers.integer(0, static_cast<int>(m_times.size()) - 1))];
        std::int64_t at = m_origin_ns;
        if (kind < 6) {
            CalendarOracle calendar(
                kZones.at(static_cast<std::size_t>(m_numbers.integer(0, int{kZones.size()} - 1))),
                Qt::Monday);
            at += std::int64_t{m_numbers.integer(-400, 400)} * 86'400 * kRandomSecond_ns;
            at = calendar.periodOf(Period::Daily, at).begin.posixNs() + m_numbers.integer(-1, 1);
        } else {
            const int days = kind < 9 ? 60 : 3000;
            at += std::int64_t{m_numbers.integer(-days, days)} * 86'400 * kRandomSecond_ns;
            at += std::int64_t{m_numbers.integer(0, 86'399)} * kRandomSecond_ns +
                  m_numbers.integer(0, 999'999'999);
        }
        m_times.push_back(at);
        return at;
    }

    [[nodiscard]] QString device()
    {
        return QStringLiteral("device %1").arg(m_numbers.integer(0, 4));
    }
    [[nodiscard]] QString invocation()
    {
        return QStringLiteral("iv_%1").arg(m_numbers.integer(0, 2));
    }
    [[nodiscard]] TagMap tags()
    {
        TagMap tags;
        if (m_numbers.integer(0, 2) == 0)
            tags.insert(QStringLiteral("env"), m_numbers.integer(0, 1) == 0
                                                   ? QStringLiteral("prod")
                                                   : QStringLiteral("test \"q\""));
        if (m_numbers.integer(0, 3) == 0)
            tags.insert(QStringLiteral("größe"), QStringLiteral("1"));
        return tags;
    }
    [[nodiscard]] QString anySessionUid()
    {
        return m_state.sessions.empty() ? QStringLiteral("ss_none") : anySession()->second.uid;
    }

private:
    struct PlainSession
    {
        QString uid;
        std::optional<std::int64_t> start_ns;
        std::optional<std::int64_t> end_ns;
        TagMap tags;
        bool isEntry = false;
    };
    struct State
    {
        std::map<SessionId, PlainSession> sessions;
        std::map<RecordKey, PlainRecord> records;
    };
    struct LastChange
    {
        ChangeId id;
        State before;
        State after;
        bool isUndone = false;
    };

    double value()
    {
        const int bits = m_numbers.integer(1, 50);
        const auto units = std::ldexp(m_numbers.uniform(-1, 1), bits);
        return std::floor(units) * kValueUnit + 0.0; // never -0
    }

    MetricId metric() { return m_metrics.at(static_cast<std::size_t>(m_numbers.integer(0, 1))); }
    QString nameOf(MetricId metric) const
    {
        return metric == m_metrics[0] ? QStringLiteral("cpu.load")
                                      : QStringLiteral("näme with space");
    }

    std::map<SessionId, PlainSession>::iterator anySession()
    {
        return std::next(m_state.sessions.begin(),
                         m_numbers.integer(0, static_cast<int>(m_state.sessions.size()) - 1));
    }
    std::map<RecordKey, PlainRecord>::iterator anyRecord()
    {
        return std::next(m_state.records.begin(),
                         m_numbers.integer(0, static_cast<int>(m_state.records.size()) - 1));
    }

    ChangeId enterValue()
    {
        const MetricId metric = this->metric();
        ValueEntry entry = valueAt(nameOf(metric), time(), value());
        if (m_numbers.integer(0, 1) == 0)
            entry.device = device();
        entry.tags = tags();
        const EntryOutcome outcome = m_store.enter(entry);
        const Record &saved = outcome.saved.value();
        m_state.sessions[saved.key.session] = PlainSession{saved.sessionUid, entry.at.posixNs(),
                                                           entry.at.posixNs(), entry.tags, true};
        PlainRecord record;
        record.metric = metric;
        record.value = entry.value;
        record.device = entry.device;
        m_state.records[saved.key] = record;
        return outcome.change;
    }

    std::optional<std::int64_t> maybe(std::int64_t at)
    {
        return m_numbers.integer(0, 7) == 0 ? std::nullopt : std::optional(at);
    }

    ChangeId publishSession()
    {
        const bool isNew = m_state.sessions.empty() || m_numbers.integer(0, 2) > 0;
        if (isNew) {
            NewSession created;
            const std::int64_t a = time();
            const std::int64_t b = time();
            const auto start = maybe(std::min(a, b));
            const auto end = maybe(std::max(a, b));
            created.start = start ? std::optional(Timestamp(*start)) : std::nullopt;
            created.end = end ? std::optional(Timestamp(*end)) : std::nullopt;
            created.tags = tags();
            const Session session = m_store.createSession(created);
            m_state.sessions[session.id] =
                PlainSession{session.uid, start, end, created.tags, false};
            return publishInto(session.id);
        }
        return publishInto(anySession()->first);
    }

    ChangeId publishInto(SessionId session)
    {
        PublishRequest request;
        request.sessionUid = m_state.sessions.at(session).uid;
        std::optional<QString> device;
        if (m_numbers.integer(0, 1) == 0) {
            m_store.change([&](store::ChangeScope &scope) { // a device must be known
                device = this->device();
                expectValue(store::NameRows(scope).device(*device));
            });
        }
        request.device = device ? DeviceChoice::given(*device) : DeviceChoice::none();
        if (m_numbers.integer(0, 1) == 0)
            request.invocation = invocation();
        const int count = m_numbers.integer(1, 2);
        for (int i = 0; i < count; ++i)
            request.items.push_back(PublishItem{nameOf(metric()), value()});
        const PublishResult result = m_store.publish(request);
        for (const Record &saved : result.succeeded) {
            PlainRecord record;
            record.metric = saved.key.metric;
            record.value = saved.value;
            record.device = device;
            record.invocation = request.invocation;
            m_state.records[saved.key] = record;
        }
        return result.change;
    }

    ChangeId correctValue()
    {
        if (m_state.records.empty())
            return {};
        const auto record = anyRecord();
        RecordEdit edit;
        edit.key = record->first;
        edit.value = value();
        record->second.value = *edit.value;
        if (m_numbers.integer(0, 2) == 0) {
            const bool clears = m_numbers.integer(0, 1) == 0;
            edit.device = clears ? std::optional<QString>() : std::optional(device());
            record->second.device = *edit.device;
        }
        return m_store.edit(edit);
    }

    ChangeId moveEntry()
    {
        if (m_state.records.empty())
            return {};
        const auto record = anyRecord();
        PlainSession &session = m_state.sessions.at(record->first.session);
        if (!session.isEntry)
            return {};
        RecordEdit edit;
        edit.key = record->first;
        edit.at = Timestamp(time());
        edit.tags = tags();
        session.start_ns = session.end_ns = edit.at->posixNs();
        session.tags = *edit.tags;
        return m_store.edit(edit);
    }

    ChangeId changeSession()
    {
        if (m_state.sessions.empty())
            return {};
        const auto chosen = anySession();
        PlainSession &session = chosen->second;
        if (session.isEntry)
            return {};
        const std::int64_t a = time();
        const std::int64_t b = time();
        session.start_ns = maybe(std::min(a, b));
        session.end_ns = maybe(std::max(a, b));
        session.tags = tags();
        SessionChange change;
        const auto stamp = [](std::optional<std::int64_t> at) {
            return at ? std::optional(Timestamp(*at)) : std::nullopt;
        };
        change.start = stamp(session.start_ns);
        change.end = stamp(session.end_ns);
        change.tags = session.tags;
        return m_store.updateSession(chosen->first, change);
    }

    ChangeId removeRecords()
    {
        if (m_state.records.size() < 3)
            return {};
        std::vector<RecordKey> keys;
        for (int i = m_numbers.integer(1, 2); i > 0; --i) {
            const auto record = anyRecord();
            const SessionId session = record->first.session;
            keys.push_back(record->first);
            m_state.records.erase(record);
            const bool isLast =
                std::none_of(m_metrics.begin(), m_metrics.end(), [&](MetricId metric) {
                    return m_state.records.contains({metric, session});
                });
            if (isLast && m_state.sessions.at(session).isEntry)
                m_state.sessions.erase(session);
        }
        return m_store.remove(keys);
    }

    ChangeId removeSession()
    {
        if (m_state.sessions.empty())
            return {};
        const auto chosen = anySession();
        const SessionId session = chosen->first;
        m_state.sessions.erase(chosen);
        for (const MetricId metric : m_metrics)
            m_state.records.erase(RecordKey{metric, session});
        return m_store.removeSession(session);
    }

    void swapLastChange()
    {
        if (!m_last)
            return;
        if (m_last->isUndone)
            m_store.redo(m_last->id);
        else
            m_store.undo(m_last->id);
        m_last->isUndone = !m_last->isUndone;
        m_state = m_last->isUndone ? m_last->before : m_last->after;
    }

    RandomNumbers &m_numbers;
    ReadFixture m_store;
    std::array<MetricId, 2> m_metrics;
    std::int64_t m_origin_ns;
    std::vector<std::int64_t> m_times;
    State m_state;
    std::optional<LastChange> m_last;
};

} // namespace tidemark::test
