// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/outbox_person.h"

#include "model/ports/outbox_store.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/source_store.h"
#include "tests/model/store/store_fixture.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

constexpr int kMostEdits = 5; // at once

SourceId sourceOf(const DataPorts &ports)
{
    const auto sources = answer(ports.sources->sources());
    return sources && sources->size() == 1 ? sources->front().id : SourceId();
}

template <class T>
void answered(const Result<T> &result)
{
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
}

} // namespace

void OutboxPerson::noteEntered(const QString &metric, const QString &session)
{
    QStringList &order = m_order[metric];
    if (!order.contains(session))
        order.append(session);
}

void OutboxPerson::enter(const DataPorts &ports)
{
    ValueEntry entry;
    entry.metric = u"m%1"_s.arg(below(6));
    entry.value = static_cast<double>(++m_entered) + 0.25;
    entry.at = Timestamp(1'700'000'000'000'000'000 + m_entered);
    if (below(3) == 0)
        entry.device = u"d %1"_s.arg(below(3));
    if (!m_sessions.isEmpty() && below(3) == 0)
        entry.sessionUid = m_sessions.at(
            static_cast<qsizetype>(below(static_cast<std::size_t>(m_sessions.size()))));
    entry.duplicates = DuplicatePolicy::Replace;
    const auto done = answer(ports.records->enter(entry));
    QVERIFY2(done && done->saved, done ? "" : qPrintable(done.error().message));
    noteEntered(entry.metric, done->saved->sessionUid);
}

void OutboxPerson::correct(const DataPorts &ports)
{
    const auto page = answer(ports.records->page({}, SortOrder::Ascending, {}, 10'000));
    if (!page || page->records.empty())
        return;
    RecordEdit edit;
    edit.key = page->records[below(page->records.size())].key;
    edit.value = static_cast<double>(++m_entered) + 0.75;
    QVERIFY(answer(ports.records->edit({edit}, u"edit"_s)));
}

void OutboxPerson::addSession(const DataPorts &ports)
{
    NewSession session;
    session.uid = u"ss_%1"_s.arg(m_sessions.size());
    session.name = u"survey %1"_s.arg(m_sessions.size());
    session.start = Timestamp(m_sessions.size());
    session.end = Timestamp(m_sessions.size() + 10);
    session.devices = {u"d 1"_s};
    QVERIFY(answer(ports.sessions->createSession(session)));
    m_sessions.append(session.uid);
}

void OutboxPerson::rename(const DataPorts &ports)
{
    if (m_sessions.isEmpty())
        return;
    rename(ports, m_sessions.at(
                      static_cast<qsizetype>(below(static_cast<std::size_t>(m_sessions.size())))));
}

void OutboxPerson::rename(const DataPorts &ports, const QString &uid)
{
    const QString name = u"renamed %1"_s.arg(below(1'000));
    QVERIFY(answer(ports.sessions->editSession(uid, [name](const Session &) {
        SessionChange change;
        change.name = std::optional(name);
        return Result<SessionChange>(change);
    })));
}

void OutboxPerson::remove(const DataPorts &ports)
{
    const auto page = answer(ports.records->page({}, SortOrder::Ascending, {}, 10'000));
    std::vector<Record> entries = page ? page->records : std::vector<Record>();
    // What was discarded here may be there: taking it back later is no word to the source.
    std::erase_if(entries, [this](const Record &record) {
        return !record.isEntry || m_forgotten.contains(record.sessionUid);
    });
    if (entries.empty())
        return;
    const Record &gone = entries[below(entries.size())];
    QVERIFY(answer(ports.records->remove({gone.key}, u"remove"_s)));
    QStringList &order = m_order[gone.metricName];
    order.removeAll(gone.sessionUid);
    if (order.isEmpty())
        m_order.erase(gone.metricName);
    ++m_removed;
}

void OutboxPerson::act(const DataPorts &ports, int actions)
{
    for (; actions > 0; --actions) {
        switch (below(10)) {
        case 0:
            addSession(ports);
            break;
        case 1:
            correct(ports);
            break;
        case 2:
            rename(ports);
            break;
        case 3:
            remove(ports);
            break;
        default:
            enter(ports);
        }
    }
}

bool OutboxPerson::decide(const DataPorts &ports)
{
    const SourceId source = sourceOf(ports);
    const auto page = answer(ports.outbox->page(source, OutboxState::Attention, {}, 10'000));
    if (!page || page->items.empty())
        return false;
    std::vector<OutboxItemId> again;
    std::vector<OutboxItemId> forgotten;
    int edits = 0;
    for (const OutboxItem &item : page->items) {
        disturb(item);
        const bool isNamed = item.key.kind == OutboxKind::Session;
        const bool isEditable = !item.isRemoval && (item.value || isNamed);
        const auto choice = isEditable ? below(4) : 0;
        if (choice == 1 && edits < kMostEdits) {
            ++edits;
            edit(ports, source, item);
        } else if (choice == 2) {
            forgotten.push_back(item.id);
            m_forgotten.insert(*item.session);
            if (isNamed)
                m_unnamed.insert(*item.session);
        } else {
            again.push_back(item.id);
        }
    }
    m_retried += static_cast<int>(again.size());
    m_edited += edits;
    m_discarded += static_cast<int>(forgotten.size());
    answered(answer(ports.outbox->discard(source, forgotten)));
    answered(answer(ports.outbox->retry(source, again)));
    return true;
}

void OutboxPerson::disturb(const OutboxItem &item)
{
    const QByteArray what = (outboxKindKey(item.key.kind) + u' ' + item.name + u": "_s +
                             attentionReasonKey(item.reason) + u' ' + item.error.message)
                                .toUtf8();
    QVERIFY2(canRetry(item), what.constData());
    if (item.session)
        m_disturbed.insert(*item.session);
    else if (item.key.kind == OutboxKind::Definition)
        for (const QString &session : m_order[item.name])
            m_disturbed.insert(session);
}

void OutboxPerson::edit(const DataPorts &ports, SourceId source, const OutboxItem &item)
{
    if (item.value)
        answered(answer(
            ports.outbox->editValue(source, item.id, static_cast<double>(++m_entered) + 0.5)));
    else
        answered(answer(ports.outbox->editName(source, item.id, u"edited %1"_s.arg(below(1'000)))));
}

bool OutboxPerson::publishDiscarded(const DataPorts &ports)
{
    if (m_discarded == 0)
        return false;
    for (const QString &uid : std::as_const(m_unnamed))
        rename(ports, uid);
    answered(answer(ports.outbox->enqueue(sourceOf(ports), {}, {})));
    return true;
}

} // namespace tidemark::test
