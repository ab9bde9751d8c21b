// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/device_store.h"
#include "model/ports/file_contributions.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/metric_merger.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_fixture.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace tidemark::test {

using namespace Qt::StringLiterals;

/// Makes random changes of every kind; some are refused, which changes nothing.
class RandomUser
{
public:
    RandomUser(const DataPorts &ports, std::uint32_t seed)
        : m_ports(ports)
        , m_random(seed)
    {}

    /// The change that was made; invalid when it was refused or had nothing to do.
    ChangeId act()
    {
        switch (pick(16)) {
        case 0:
            return made(m_ports.catalog->create({name(), u"d"_s, u"ms"_s}));
        case 1:
            return editDefinition();
        case 2:
            return pick(3) == 0 ? id(m_ports.catalog->remove(metric())) : enter();
        case 3:
            return createSession();
        case 4:
            return editSession();
        case 5:
            return pick(2) == 0 ? removeSession() : enter();
        case 6:
            return publish();
        case 7:
            return edit();
        case 8:
            return removeRecords();
        case 9:
            return import();
        case 10:
            return changeFiles();
        case 11:
            return changeDevice();
        case 12:
            return attachOrDetach();
        case 13:
            return describeSession();
        case 14:
            return merge();
        default:
            return enter();
        }
    }

private:
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(m_random); }
    QString name() { return u"metric.%1"_s.arg(pick(6)); }
    QString device() { return u"device %1"_s.arg(pick(3)); }
    Timestamp time() { return Timestamp(std::int64_t(1'000'000'007) * pick(40)); }
    double value() { return 0.1 * pick(1000); }
    TagMap tags() { return pick(2) == 0 ? TagMap{} : TagMap{{u"env"_s, QString::number(pick(3))}}; }

    template <class T>
    ChangeId made(QFuture<Result<T>> future)
    {
        const auto result = answer(future);
        return result ? result->change : ChangeId();
    }
    ChangeId id(QFuture<Result<ChangeId>> future) { return answer(future).value_or(ChangeId()); }

    MetricId metric()
    {
        const auto all = answer(m_ports.catalog->definitions());
        return all && !all->empty() ? all->at(static_cast<std::size_t>(pick(int(all->size())))).id
                                    : MetricId(999);
    }
    std::optional<Session> session(bool includeEntries)
    {
        SessionQuery query;
        query.includeEntries = includeEntries;
        const auto page = answer(m_ports.sessions->sessions(query, {}, 1000));
        if (!page || page->sessions.empty())
            return std::nullopt;
        return page->sessions.at(static_cast<std::size_t>(pick(int(page->sessions.size()))))
            .session;
    }
    std::optional<Record> record()
    {
        const auto page = answer(m_ports.records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
        if (!page || page->records.empty())
            return std::nullopt;
        return page->records.at(static_cast<std::size_t>(pick(int(page->records.size()))));
    }

    ChangeId enter()
    {
        ValueEntry entry;
        entry.metric = name();
        entry.value = value();
        entry.at = time();
        entry.tags = tags();
        entry.note = pick(2) == 0 ? u"note"_s : QString();
        if (pick(2) == 0)
            entry.device = device();
        if (pick(3) == 0) {
            if (const auto chosen = session(false))
                entry.sessionUid = chosen->uid;
        }
        entry.duplicates = pick(2) == 0 ? DuplicatePolicy::Replace : DuplicatePolicy::KeepBoth;
        return made(m_ports.records->enter(entry));
    }
    ChangeId editDefinition()
    {
        DefinitionChange change;
        if (pick(2) == 0)
            change.name = name();
        if (pick(2) == 0)
            change.description = std::optional<QString>();
        change.tags = tags();
        change.isArchived = pick(2) == 0;
        return made(m_ports.catalog->update(metric(), change));
    }
    ChangeId createSession()
    {
        NewSession wanted;
        wanted.uid = u"ss_%1"_s.arg(pick(8));
        wanted.start = time();
        if (pick(2) == 0)
            wanted.devices = {device(), device()};
        return made(m_ports.sessions->createSession(wanted));
    }
    ChangeId editSession()
    {
        const auto chosen = session(pick(3) == 0);
        if (!chosen)
            return {};
        SessionChange change;
        change.name = std::optional(u"run %1"_s.arg(pick(5)));
        if (pick(2) == 0)
            change.devices = QStringList{device()};
        if (!chosen->isEntry)
            change.start = pick(3) == 0 ? std::optional<Timestamp>() : std::optional(time());
        return made(m_ports.sessions->updateSession(chosen->id, change));
    }
    ChangeId removeSession()
    {
        const auto chosen = session(pick(2) == 0);
        return chosen ? id(m_ports.sessions->removeSessions({chosen->id})) : ChangeId();
    }
    ChangeId publish()
    {
        const auto chosen = session(false);
        if (!chosen)
            return {};
        PublishRequest request;
        request.sessionUid = chosen->uid;
        request.device = DeviceChoice::none();
        request.invocation = u"run-%1"_s.arg(pick(3));
        for (int i = pick(5); i >= 0; --i)
            request.items.push_back({name(), value()});
        return made(m_ports.records->publish(request));
    }
    ChangeId edit()
    {
        std::vector<RecordEdit> edits;
        for (int i = pick(3); i >= 0; --i) {
            const auto chosen = record();
            if (!chosen)
                return {};
            RecordEdit one;
            one.key = chosen->key;
            if (pick(2) == 0)
                one.value = value();
            if (pick(3) == 0)
                one.device = pick(2) == 0 ? std::optional<QString>() : std::optional(device());
            if (chosen->isEntry && pick(2) == 0)
                one.at = time();
            const auto target = pick(4) == 0 ? session(false) : std::nullopt;
            if (target && !one.at)
                one.moveToSession = target->uid;
            edits.push_back(one);
        }
        return id(m_ports.records->edit(edits, u"edit"_s));
    }
    ChangeId removeRecords()
    {
        const auto chosen = record();
        return chosen ? id(m_ports.records->remove({chosen->key}, u"remove"_s)) : ChangeId();
    }
    QJsonObject object()
    {
        if (pick(3) == 0)
            return {};
        return {{u"key %1"_s.arg(pick(3)), pick(100)}, {u"größe"_s, QJsonObject{{u"a"_s, 0.5}}}};
    }
    QStringList labels() { return pick(2) == 0 ? QStringList() : QStringList{u"b"_s, u"a"_s}; }
    std::optional<ClosedRange> range()
    {
        const Timestamp a = time();
        const Timestamp b = time();
        return pick(4) == 0 ? std::nullopt
                            : std::optional(ClosedRange{std::min(a, b), std::max(a, b)});
    }
    ChangeId changeFiles()
    {
        const auto chosen = session(pick(8) == 0); // entries are refused
        if (!chosen)
            return {};
        if (pick(3) == 0)
            return made(m_ports.files->remove(chosen->uid,
                                              {u"fl_%1"_s.arg(pick(4)), u"fl_%1"_s.arg(pick(4))}));
        std::vector<NewContribution> files;
        for (int i = pick(3); i >= 0; --i)
            files.push_back({u"fl_%1"_s.arg(pick(4)), range()});
        return made(m_ports.files->add(chosen->uid, files));
    }
    ChangeId changeDevice()
    {
        switch (pick(4)) {
        case 0:
            return made(m_ports.devices->create({device(), object(), labels(), object()}));
        case 1:
            return id(m_ports.devices->remove(device()));
        default:
            return made(m_ports.devices->update(
                device(),
                [change = DeviceChange{object(), labels(), std::nullopt}](
                    const Device &) -> Result<DeviceChange> { return change; }));
        }
    }
    ChangeId attachOrDetach()
    {
        const auto chosen = session(false);
        if (!chosen)
            return {};
        if (pick(2) == 0)
            return id(m_ports.sessions->detachDevice(chosen->uid, device()));
        return id(m_ports.sessions->attachDevice(
            chosen->uid, device(), pick(2) == 0 ? DevicePolicy::Create : DevicePolicy::MustExist));
    }
    ChangeId describeSession()
    {
        const auto chosen = session(pick(2) == 0);
        if (!chosen)
            return {};
        SessionChange change;
        change.description = pick(2) == 0 ? std::optional<QString>() : u"text"_s;
        change.metadata = object();
        change.labels = labels();
        change.customFields = object();
        return made(m_ports.sessions->editSession(
            chosen->uid, [change](const Session &) -> Result<SessionChange> { return change; }));
    }
    ChangeId merge()
    {
        MergeRequest request{metric(), metric(), MergeConflicts::Keep, true};
        if (pick(2) == 0)
            request.conflicts = MergeConflicts::Replace;
        return pick(3) == 0 ? made(m_ports.merger->merge(request)) : enter();
    }
    ChangeId import()
    {
        std::vector<ImportRow> rows;
        for (int i = pick(20); i >= 0; --i) {
            ImportRow row;
            row.metric = name();
            row.value = value();
            row.start = row.end = time();
            if (pick(2) == 0)
                row.sessionUid = u"ss_%1"_s.arg(pick(12));
            if (pick(3) == 0)
                row.device = device();
            row.tags = tags();
            rows.push_back(row);
        }
        ImportOptions options;
        options.conflicts = pick(2) == 0 ? ConflictPolicy::Replace : ConflictPolicy::Skip;
        options.stopOnError = false;
        return made(
            m_ports.records->importRows(std::make_shared<VectorSource>(rows, 7), options, {}, {}));
    }

    DataPorts m_ports;
    std::mt19937 m_random;
};

} // namespace tidemark::test
