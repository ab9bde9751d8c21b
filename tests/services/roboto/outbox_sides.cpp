// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/outbox_sides.h"

#include "tests/model/store/outbox_fixture.h"
#include "tests/services/roboto/remote_bench.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::test {

namespace {

/// What one side has of a value.
struct Value
{
    double value = 0;
    QString device;
    std::int64_t start_ns = 0;
    std::int64_t end_ns = 0;
};
using Values = std::map<std::pair<QString, QString>, Value>; ///< by key of session, and metric
/// In the place of a metric: a session's own name, which stands for the device.
const QString kSessionName = u"(name)"_s;

std::int64_t nsOf(const std::optional<Timestamp> &time)
{
    return time ? time->posixNs() : -1;
}

QByteArray textOf(const Values &values)
{
    QByteArray text;
    for (const auto &[key, value] : values)
        text += key.first.toUtf8() + ' ' + key.second.toUtf8() + " = " +
                QByteArray::number(value.value) + ' ' + value.device.toUtf8() + ' ' +
                QByteArray::number(qint64{value.start_ns}) + ' ' +
                QByteArray::number(qint64{value.end_ns}) + '\n';
    return text;
}

// Lines of the one that the other lacks.
QByteArrayList without(const QByteArray &one, const QByteArray &other)
{
    const QByteArrayList others = other.split('\n');
    QByteArrayList lines = one.split('\n');
    lines.removeIf([known = QSet<QByteArray>(others.begin(), others.end())](
                       const QByteArray &line) { return known.contains(line); });
    return lines;
}

QByteArray textOf(const std::map<QString, QStringList> &order)
{
    QByteArray text;
    for (const auto &[metric, sessions] : order)
        text += metric.toUtf8() + ": " + sessions.join(u' ').toUtf8() + '\n';
    return text;
}

Values valuesHere(const QString &store)
{
    Values values;
    const auto near = openStore(store);
    if (!near)
        return values;
    std::optional<RecordPageKey> cursor;
    do {
        const auto page =
            answer((*near)->ports().records->page({}, SortOrder::Ascending, cursor, 10'000));
        if (!page)
            return {};
        for (const Record &record : page->records)
            values[{record.sessionUid, record.metricName}] = {
                record.value, record.device.value_or(QString()), nsOf(record.sessionStart),
                nsOf(record.sessionEnd)};
        cursor = page->next;
    } while (cursor);
    std::optional<QString> after;
    do { // those of entries too, which people can name where they need attention
        const auto page = answer((*near)->ports().sessions->sessionsByUid(after, 10'000));
        if (!page)
            return {};
        for (const Session &session : page->sessions) {
            if (session.name)
                values[{session.uid, kSessionName}].device = *session.name;
        }
        after = page->next;
    } while (after);
    return values;
}

// What the server has, read through the client: each session's key once.
Values valuesThere(RemoteBench &remote, std::map<QString, QString> &keyOf)
{
    Values values;
    std::set<QString> keys;
    std::optional<QString> next;
    do {
        const auto page = ended(remote->sessions(next, {}));
        if (!page)
            return {};
        for (const RemoteSession &session : page->items) {
            if (!keys.insert(session.key).second)
                values[{session.key, u"is there twice"_s}] = {};
            keyOf[session.uid] = session.key;
            if (session.name)
                values[{session.key, kSessionName}].device = *session.name;
            const auto records = ended(remote->recordsOf(session.uid, {}));
            if (!records)
                return {};
            for (const RemoteRecord &record : *records)
                values[{session.key, record.metric}] = {record.value,
                                                        record.device.value_or(QString()),
                                                        nsOf(record.start), nsOf(record.end)};
        }
        next = page->next;
    } while (next);
    return values;
}

// A value whose answer never came arrived then, unless it was sent once more as it was.
std::map<QString, QStringList> arrivals(const std::vector<FaultProxy::Publication> &publications,
                                        const std::map<QString, QString> &keyOf)
{
    std::map<QString, QStringList> arrived;
    for (auto one = publications.begin(); one != publications.end(); ++one) {
        const auto isSame = [&](const FaultProxy::Publication &later) {
            return later.metric == one->metric && later.session == one->session &&
                   later.value == one->value;
        };
        if (!one->isAnswered && std::any_of(std::next(one), publications.end(), isSame))
            continue;
        const auto known = keyOf.find(one->session);
        if (known == keyOf.end())
            continue; // it was taken back since
        QStringList &sessions = arrived[one->metric];
        const QString key = known->second;
        if (!sessions.contains(key)) // again: a lost answer, or a correction
            sessions.append(key);
    }
    return arrived;
}

// Sessions of which a request was refused, by their uid there or here or by a device.
QSet<QString> refusedSessions(const QByteArrayList &refused, const Values &values,
                              const std::map<QString, QString> &keyOf)
{
    QSet<QString> sessions;
    QByteArray all;
    QByteArray ofDevices;
    for (const QByteArray &request : refused) {
        all += request;
        if (request.left(request.indexOf('\n')).contains("/devices"))
            ofDevices += request;
    }
    const auto quoted = [](const QString &text) -> QByteArray { return '"' + text.toUtf8() + '"'; };
    for (const auto &[uid, key] : keyOf) {
        if (all.contains(uid.toUtf8()) || all.contains(quoted(key)))
            sessions.insert(key);
    }
    for (const auto &[key, value] : values) {
        const bool hasDevice = key.second != kSessionName && !value.device.isEmpty();
        if (hasDevice && ofDevices.contains(quoted(value.device)))
            sessions.insert(key.first);
    }
    return sessions;
}

std::map<QString, QStringList> undisturbed(std::map<QString, QStringList> order,
                                           const QSet<QString> &disturbed)
{
    for (auto &[metric, sessions] : order)
        sessions.removeIf([&disturbed](const QString &uid) { return disturbed.contains(uid); });
    std::erase_if(order, [](const auto &of) { return of.second.isEmpty(); });
    return order;
}

// All that reached the server of metrics whose order differs: what a failure cannot tell by itself.
void tellArrivals(const std::vector<FaultProxy::Publication> &publications,
                  const std::map<QString, QString> &keyOf,
                  const std::map<QString, QStringList> &arrived,
                  const std::map<QString, QStringList> &entered)
{
    for (const FaultProxy::Publication &one : publications) {
        const auto there = arrived.find(one.metric);
        const auto here = entered.find(one.metric);
        if (there != arrived.end() && here != entered.end() && there->second == here->second)
            continue;
        const auto key = keyOf.find(one.session);
        qInfo("%s = %s in %s (%s)%s", qPrintable(one.metric),
              qPrintable(QString::number(one.value)), qPrintable(one.session),
              key == keyOf.end() ? "gone" : qPrintable(key->second),
              one.isAnswered ? "" : ", without an answer");
    }
}

} // namespace

void OutboxSides::compare(const FaultProxy &proxy, const OutboxPerson &person) const
{
    {
        const auto near = openStore(m_near);
        QVERIFY(near);
        const DataPorts ports = (*near)->ports();
        const auto source = answer(ports.sources->sources())->front();
        const auto left = answer(ports.outbox->page(source.id, {}, {}, 10'000));
        QVERIFY(left);
        QStringList texts; // also of those that need attention
        for (const OutboxItem &item : left->items)
            texts.append(outboxKindKey(item.key.kind) + u' ' + item.name + u' ' +
                         item.session.value_or(QString()) + u": "_s +
                         attentionReasonKey(item.reason) + u' ' + item.error.message + u" ("_s +
                         item.error.detail + u')');
        QCOMPARE(texts.join(u'\n'), QString());
    }
    std::map<QString, QString> keyOf;
    RemoteBench remote(m_url, m_token);
    const Values far = valuesThere(remote, keyOf);
    const QByteArray textThere = textOf(far);
    const QByteArray textHere = textOf(valuesHere(m_near));
    QCOMPARE(without(textThere, textHere).join('\n'), QByteArray());
    QCOMPARE(without(textHere, textThere).join('\n'), QByteArray());
    QCOMPARE(textThere, textHere);
    const auto publications = proxy.publications();
    const auto disturbed = person.disturbed() | refusedSessions(proxy.refused(), far, keyOf);
    const auto arrived = undisturbed(arrivals(publications, keyOf), disturbed);
    const auto entered = undisturbed(person.order(), disturbed);
    if (arrived != entered)
        tellArrivals(publications, keyOf, arrived, entered);
    QCOMPARE(textOf(arrived), textOf(entered));
}

} // namespace tidemark::test
