// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/access_store.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/change_journal.h"
#include "model/ports/device_store.h"
#include "model/ports/file_contributions.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "tests/model/core/random_numbers.h"
#include "tests/model/store/store_fixture.h"

#include <QTest>

#include <map>
#include <set>

namespace tidemark::test {

using namespace Qt::StringLiterals;

/// What one organisation was told to hold, kept beside the store in plain maps.
struct PlainOrg
{
    struct PlainSession
    {
        std::optional<std::int64_t> start_ns;
        std::optional<std::int64_t> end_ns;
        std::set<QString> devices;
        std::map<QString, std::pair<std::int64_t, std::int64_t>> files;
        std::map<QString, double> values; ///< by metric
        SessionId id;
        bool isEntry = false;
    };
    std::map<QString, MetricId> metrics;
    std::set<QString> devices;
    std::map<QString, PlainSession> sessions;
    std::vector<ChangeId> changes;
};

/// One organisation's ports under random operations with names that both use.
class RandomOrg
{
public:
    RandomOrg(const DataPorts &ports, RandomNumbers &numbers, QString author)
        : m_ports(ports)
        , m_numbers(numbers)
        , m_author(std::move(author))
    {}

    [[nodiscard]] const DataPorts &ports() const { return m_ports; }
    [[nodiscard]] const PlainOrg &plain() const { return m_plain; }

    void act()
    {
        switch (m_numbers.integer(0, 9)) {
        case 0:
            return createMetric();
        case 1:
            return removeMetric();
        case 2:
        case 3:
            return createSession();
        case 4:
            return removeSession();
        case 5:
            return addFile();
        case 6:
            return enter();
        case 7:
            return undoAndRedo();
        default:
            return publish();
        }
    }
    /// Every port shows exactly what the plain maps hold.
    void check();
    /// The ids of the other one mean nothing here.
    void refuseForeign(const PlainOrg &other);

private:
    QString metricName() { return u"metric.%1"_s.arg(m_numbers.integer(0, 4)); }
    QString deviceName() { return u"device %1"_s.arg(m_numbers.integer(0, 3)); }
    QString sessionUid() { return u"ss_%1"_s.arg(m_numbers.integer(0, 5)); }
    std::int64_t time() { return std::int64_t{m_numbers.integer(-50, 50)} * 3'600'000'000'000; }

    void note(ChangeId change)
    {
        if (change.isValid())
            m_plain.changes.push_back(change);
    }
    void learnMetrics()
    {
        const auto definitions = answer(m_ports.catalog->definitions());
        QVERIFY(definitions);
        m_plain.metrics.clear();
        for (const Definition &definition : *definitions)
            m_plain.metrics[definition.name] = definition.id;
    }
    void createMetric()
    {
        const QString name = metricName();
        const auto made = answer(m_ports.catalog->create({name}));
        QCOMPARE(made.has_value(), !m_plain.metrics.contains(name));
        if (!made)
            return;
        m_plain.metrics[name] = made->definition.id;
        note(made->change);
    }
    void removeMetric()
    {
        const QString name = metricName();
        const auto found = answer(m_ports.catalog->find(name));
        QCOMPARE(found.has_value(), m_plain.metrics.contains(name));
        if (!found)
            return;
        const auto removed = answer(m_ports.catalog->remove(found->id));
        QVERIFY(removed);
        note(*removed);
        m_plain.metrics.erase(name);
        for (auto session = m_plain.sessions.begin(); session != m_plain.sessions.end();) {
            session->second.values.erase(name);
            const bool isGone = session->second.isEntry && session->second.values.empty();
            session = isGone ? m_plain.sessions.erase(session) : std::next(session);
        }
    }
    void createSession()
    {
        NewSession wanted;
        wanted.uid = sessionUid();
        wanted.start = wanted.end = Timestamp(time());
        wanted.devices = {deviceName()};
        const auto made = answer(m_ports.sessions->createSession(wanted));
        QCOMPARE(made.has_value(), !m_plain.sessions.contains(wanted.uid));
        if (!made)
            return;
        PlainOrg::PlainSession &session = m_plain.sessions[wanted.uid];
        session.start_ns = session.end_ns = wanted.start->posixNs();
        session.devices = {wanted.devices.constFirst()};
        session.id = made->session.id;
        m_plain.devices.insert(wanted.devices.constFirst());
        note(made->change);
    }
    void removeSession()
    {
        const auto found = m_plain.sessions.find(sessionUid());
        if (found == m_plain.sessions.end())
            return;
        const auto removed = answer(m_ports.sessions->removeSessions({found->second.id}));
        QVERIFY(removed);
        note(*removed);
        m_plain.sessions.erase(found);
    }
    void addFile()
    {
        const QString uid = sessionUid();
        const std::int64_t a = time();
        const std::int64_t b = time();
        const auto range = std::minmax(a, b);
        const QString file = u"fl_%1"_s.arg(m_numbers.integer(0, 2));
        const auto added = answer(m_ports.files->add(
            uid, {{file, ClosedRange{Timestamp(range.first), Timestamp(range.second)}}}));
        const auto found = m_plain.sessions.find(uid);
        QCOMPARE(added.has_value(), found != m_plain.sessions.end());
        if (!added)
            return;
        note(added->change);
        PlainOrg::PlainSession &session = found->second;
        session.files[file] = {range.first, range.second};
        session.start_ns = session.end_ns = std::nullopt;
        for (const auto &[name, each] : session.files) {
            session.start_ns = std::min(session.start_ns.value_or(each.first), each.first);
            session.end_ns = std::max(session.end_ns.value_or(each.second), each.second);
        }
    }
    void enter()
    {
        ValueEntry entry{metricName(), {}, m_numbers.integer(0, 1000) / 8.0, Timestamp(time())};
        entry.duplicates = DuplicatePolicy::KeepBoth;
        entry.device = deviceName();
        const auto done = answer(m_ports.records->enter(entry));
        QVERIFY(done && done->saved);
        QCOMPARE(done->createdDefinition, !m_plain.metrics.contains(entry.metric));
        QCOMPARE(done->saved->publishedBy, m_author);
        note(done->change);
        PlainOrg::PlainSession &session = m_plain.sessions[done->saved->sessionUid];
        session.start_ns = session.end_ns = entry.at.posixNs();
        session.values[entry.metric] = entry.value;
        session.id = done->saved->key.session;
        session.isEntry = true;
        m_plain.devices.insert(*entry.device);
        m_plain.metrics[entry.metric] = done->saved->key.metric;
    }
    void publish()
    {
        PublishRequest request;
        request.sessionUid = sessionUid();
        for (int i = m_numbers.integer(1, 3); i > 0; --i)
            request.items.push_back({metricName(), m_numbers.integer(0, 1000) / 8.0});
        const auto done = answer(m_ports.records->publish(request));
        const auto found = m_plain.sessions.find(request.sessionUid);
        QCOMPARE(done.has_value(), found != m_plain.sessions.end());
        if (!done)
            return;
        note(done->change);
        for (const Record &record : done->succeeded) {
            QCOMPARE(record.publishedBy, m_author);
            found->second.values[record.metricName] = record.value;
            m_plain.metrics[record.metricName] = record.key.metric;
        }
    }
    void undoAndRedo() // leaves all as it was
    {
        if (m_plain.changes.empty())
            return;
        const auto undone = answer(m_ports.journal->undo(m_plain.changes.back()));
        QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
        QVERIFY(answer(m_ports.journal->redo(m_plain.changes.back())));
    }

    void checkRecords();
    void checkSessions();
    void checkAggregates();

    DataPorts m_ports;
    RandomNumbers &m_numbers;
    QString m_author;
    PlainOrg m_plain;
};

} // namespace tidemark::test
