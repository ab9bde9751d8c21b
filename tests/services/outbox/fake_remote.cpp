// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/fake_remote.h"

#include "tests/services/outbox/fake_remote_answer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>

namespace tidemark::test {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const RemoteState::StoredSession &stored)
{
    QJsonObject object{{u"key"_s, stored.session.key}};
    QJsonArray records;
    for (const auto &[metric, record] : stored.records)
        records.append(QJsonArray{metric, record.value, record.device.value_or(QString())});
    object.insert(u"records"_s, records);
    return object;
}

void changeMembers(QJsonObject &object, const QJsonObject &put, const QStringList &drop)
{
    for (const QString &name : drop)
        object.remove(name);
    for (auto member = put.constBegin(); member != put.constEnd(); ++member)
        object.insert(member.key(), member.value());
}

} // namespace

FakeRemote::FakeRemote(const QString &path)
    : m_path(path)
{
    load();
}

// Sessions with their keys and values: what a test of killed deliveries looks at.
void FakeRemote::load()
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    m_state.nextUid = object.value(u"next"_s).toInt(1);
    const QJsonArray names = object.value(u"definitions"_s).toArray();
    for (const QJsonValue name : names)
        m_state.definitions[name.toString()].name = name.toString();
    const QJsonObject sessions = object.value(u"sessions"_s).toObject();
    for (auto each = sessions.constBegin(); each != sessions.constEnd(); ++each) {
        RemoteState::StoredSession &stored = m_state.sessions[each.key()];
        stored.session.uid = each.key();
        stored.session.key = each.value().toObject().value(u"key"_s).toString();
        const QJsonArray records = each.value().toObject().value(u"records"_s).toArray();
        for (const QJsonValue value : records) {
            RemoteRecord record;
            record.metric = value.toArray().at(0).toString();
            record.value = value.toArray().at(1).toDouble();
            record.sessionUid = each.key();
            stored.records[record.metric] = record;
        }
    }
}

void FakeRemote::keep()
{
    if (m_path.isEmpty())
        return;
    QJsonObject sessions;
    for (const auto &[uid, stored] : m_state.sessions)
        sessions.insert(uid, toJson(stored));
    QJsonArray names;
    for (const auto &[name, definition] : m_state.definitions)
        names.append(name);
    QSaveFile file(m_path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(QJsonDocument(QJsonObject{{u"next"_s, m_state.nextUid},
                                             {u"definitions"_s, names},
                                             {u"sessions"_s, sessions}})
                       .toJson(QJsonDocument::Compact));
        file.commit();
    }
}

void FakeRemote::setFaults(Faults faults)
{
    const std::lock_guard lock(m_mutex);
    m_faults = std::move(faults);
}

void FakeRemote::setTokenValid(bool isValid)
{
    const std::lock_guard lock(m_mutex);
    m_isTokenValid = isValid;
}

void FakeRemote::refuseMetric(const QString &name)
{
    const std::lock_guard lock(m_mutex);
    m_refused.insert(name);
}

void FakeRemote::setMostItems(std::size_t most)
{
    const std::lock_guard lock(m_mutex);
    m_most = most;
}

void FakeRemote::change(const std::function<void(RemoteState &)> &change)
{
    const std::lock_guard lock(m_mutex);
    change(m_state);
}

RemoteState FakeRemote::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

QStringList FakeRemote::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::optional<RemoteState::StoredSession> FakeRemote::sessionOf(const QString &key,
                                                                int *count) const
{
    const std::lock_guard lock(m_mutex);
    std::optional<RemoteState::StoredSession> found;
    int seen = 0;
    for (const auto &[uid, stored] : m_state.sessions) {
        if (stored.session.key != key)
            continue;
        ++seen;
        if (!found)
            found = stored;
    }
    if (count)
        *count = seen;
    return found;
}

RemoteResult<RemoteSession>
FakeRemote::withSession(const QString &uid,
                        const std::function<void(RemoteState::StoredSession &)> &work)
{
    const auto found = m_state.sessions.find(uid);
    if (found == m_state.sessions.end())
        return tl::unexpected(refusal(RemoteFault::NotFound, 404));
    work(found->second);
    return shown(found->second);
}

RemoteFuture<RemoteIdentity> FakeRemote::whoAmI(std::stop_token stop)
{
    return answer<RemoteIdentity>(u"whoami"_s, stop, [this] {
        return RemoteResult<RemoteIdentity>(RemoteIdentity{u"ana"_s, {m_organisation}});
    });
}

RemoteFuture<RemoteDefinition>
FakeRemote::createDefinition(QString name, std::optional<QString> description, std::stop_token stop)
{
    return answer<RemoteDefinition>(
        u"create definition "_s + name, stop, [&]() -> RemoteResult<RemoteDefinition> {
            if (m_refused.contains(name))
                return tl::unexpected(refusal(RemoteFault::Refused, 400));
            if (m_state.definitions.contains(name))
                return tl::unexpected(refusal(RemoteFault::Exists, 409));
            RemoteDefinition &made = m_state.definitions[name];
            made.uid = u"mt_%1"_s.arg(m_state.nextUid++);
            made.name = name;
            made.description = description;
            made.modified = tick();
            return made;
        });
}

RemoteFuture<std::optional<RemoteDefinition>> FakeRemote::findDefinition(QString name,
                                                                         std::stop_token stop)
{
    return answer<std::optional<RemoteDefinition>>(
        u"find definition "_s + name, stop, [&]() -> RemoteResult<std::optional<RemoteDefinition>> {
            const auto found = m_state.definitions.find(name);
            return found == m_state.definitions.end() ? std::optional<RemoteDefinition>()
                                                      : std::optional(found->second);
        });
}

RemoteFuture<RemoteDefinition> FakeRemote::describeDefinition(QString name,
                                                              std::optional<QString> description,
                                                              std::stop_token stop)
{
    return answer<RemoteDefinition>(
        u"describe definition "_s + name, stop, [&]() -> RemoteResult<RemoteDefinition> {
            const auto found = m_state.definitions.find(name);
            if (found == m_state.definitions.end())
                return tl::unexpected(refusal(RemoteFault::NotFound, 404));
            found->second.description = description;
            found->second.modified = tick();
            return found->second;
        });
}

RemoteFuture<void> FakeRemote::removeDefinition(QString name, std::stop_token stop)
{
    return answer<void>(u"remove definition "_s + name, stop, [&]() -> RemoteResult<void> {
        if (m_state.definitions.erase(name) == 0)
            return tl::unexpected(refusal(RemoteFault::NotFound, 404));
        for (auto &[uid, stored] : m_state.sessions)
            stored.records.erase(name);
        return {};
    });
}

RemoteFuture<RemoteSession> FakeRemote::createSession(NewRemoteSession wanted, std::stop_token stop)
{
    return answer<RemoteSession>(
        u"create session "_s + wanted.key, stop, [&]() -> RemoteResult<RemoteSession> {
            for (const QString &device : wanted.devices) {
                if (!m_state.devices.contains(device))
                    return tl::unexpected(refusal(RemoteFault::NotFound, 404));
            }
            const QString uid = u"ss_far_%1"_s.arg(m_state.nextUid++, 7, 10, QLatin1Char('0'));
            RemoteState::StoredSession &made = m_state.sessions[uid];
            made.session.uid = uid;
            made.session.key = wanted.key;
            made.session.name = wanted.name;
            made.session.description = wanted.description;
            made.session.metadata = wanted.metadata;
            made.session.labels = wanted.labels;
            made.session.customFields = wanted.customFields;
            made.session.modified = tick();
            made.devices = QSet<QString>(wanted.devices.begin(), wanted.devices.end());
            return made.session;
        });
}

RemoteFuture<std::vector<RemoteSession>> FakeRemote::sessionsByKey(QStringList keys,
                                                                   std::stop_token stop)
{
    return answer<std::vector<RemoteSession>>(
        u"sessions by key"_s, stop, [&]() -> RemoteResult<std::vector<RemoteSession>> {
            std::vector<RemoteSession> found;
            for (const auto &[uid, stored] : m_state.sessions) {
                if (keys.contains(stored.session.key))
                    found.push_back(stored.session);
            }
            return found;
        });
}

RemoteFuture<RemoteSession> FakeRemote::updateSession(QString uid, RemoteSessionChange change,
                                                      std::stop_token stop)
{
    return answer<RemoteSession>(u"update session "_s + uid, stop, [&] {
        return withSession(uid, [this, &change](RemoteState::StoredSession &stored) {
            RemoteSession &session = stored.session;
            session.name = change.name.value_or(session.name);
            session.description = change.description.value_or(session.description);
            changeMembers(session.metadata, change.putMetadata, change.dropMetadata);
            changeMembers(session.customFields, change.putCustomFields, change.dropCustomFields);
            session.labels.removeIf(
                [&change](const QString &label) { return change.dropLabels.contains(label); });
            for (const QString &label : change.addLabels) {
                if (!session.labels.contains(label))
                    session.labels.append(label);
            }
            session.modified = tick();
        });
    });
}

RemoteFuture<void> FakeRemote::removeSession(QString uid, std::stop_token stop)
{
    return answer<void>(u"remove session "_s + uid, stop, [&]() -> RemoteResult<void> {
        if (m_state.sessions.erase(uid) == 0)
            return tl::unexpected(refusal(RemoteFault::NotFound, 404));
        return {};
    });
}

RemoteFuture<void> FakeRemote::createDevice(NewRemoteDevice device, std::stop_token stop)
{
    return answer<void>(u"create device "_s + device.name, stop, [&]() -> RemoteResult<void> {
        if (m_state.devices.contains(device.name))
            return tl::unexpected(refusal(RemoteFault::Exists, 409));
        m_state.devices.insert(device.name);
        return {};
    });
}

RemoteFuture<void> FakeRemote::attachDevice(QString sessionUid, QString device,
                                            std::stop_token stop)
{
    return answer<void>(u"attach "_s + sessionUid, stop, [&]() -> RemoteResult<void> {
        if (!m_state.devices.contains(device))
            return tl::unexpected(refusal(RemoteFault::NotFound, 404));
        const auto done =
            withSession(sessionUid, [&device](auto &stored) { stored.devices.insert(device); });
        return done ? RemoteResult<void>() : RemoteResult<void>(tl::unexpected(done.error()));
    });
}

RemoteFuture<void> FakeRemote::detachDevice(QString sessionUid, QString device,
                                            std::stop_token stop)
{
    return answer<void>(u"detach "_s + sessionUid, stop, [&]() -> RemoteResult<void> {
        const auto done =
            withSession(sessionUid, [&device](auto &stored) { stored.devices.remove(device); });
        return done ? RemoteResult<void>() : RemoteResult<void>(tl::unexpected(done.error()));
    });
}

RemoteFuture<RemoteSession>
FakeRemote::addFiles(QString sessionUid, std::vector<NewContribution> files, std::stop_token stop)
{
    return answer<RemoteSession>(u"add files "_s + sessionUid, stop, [&] {
        return withSession(sessionUid, [&files](auto &stored) {
            for (const NewContribution &file : files)
                stored.files[file.file] = file.range;
        });
    });
}

RemoteFuture<RemoteSession> FakeRemote::removeFiles(QString sessionUid, QStringList files,
                                                    std::stop_token stop)
{
    return answer<RemoteSession>(u"remove files "_s + sessionUid, stop, [&] {
        return withSession(sessionUid, [&files](auto &stored) {
            for (const QString &file : files)
                stored.files.erase(file);
        });
    });
}

RemotePublishResult FakeRemote::store(const RemotePublish &values, std::size_t count)
{
    RemotePublishResult result;
    RemoteState::StoredSession &stored = m_state.sessions[values.sessionUid];
    for (std::size_t i = 0; i < count; ++i) {
        const PublishItem &item = values.items[i];
        if (m_refused.contains(item.metric)) {
            result.failed.push_back({item.metric, u"bad name"_s});
            continue;
        }
        m_state.definitions[item.metric].name = item.metric;
        RemoteRecord record;
        record.metric = item.metric;
        record.sessionUid = values.sessionUid;
        record.value = item.value;
        if (values.device.mode == DeviceChoice::Mode::Given)
            record.device = values.device.device;
        else if (values.device.mode == DeviceChoice::Mode::Inferred)
            record.device = *stored.devices.constBegin();
        record.published = tick();
        stored.records[item.metric] = record;
        m_state.published.emplace_back(item.metric, stored.session.key);
        result.succeeded.push_back(std::move(record));
    }
    return result;
}

RemoteFuture<RemotePublishResult> FakeRemote::publish(RemotePublish values, std::stop_token stop)
{
    return answer<RemotePublishResult>(
        u"publish %1 to %2"_s.arg(values.items.size()).arg(values.sessionUid), stop,
        [&]() -> RemoteResult<RemotePublishResult> {
            if (!m_state.sessions.contains(values.sessionUid))
                return tl::unexpected(refusal(RemoteFault::NotFound, 404));
            if (values.device.mode == DeviceChoice::Mode::Given &&
                !m_state.devices.contains(values.device.device)) {
                RemoteError error = refusal(RemoteFault::NotFound, 404);
                error.error.code = ErrorCode::NotFound;
                error.error.subject = ErrorSubject::Device;
                return tl::unexpected(error);
            }
            if (values.device.mode == DeviceChoice::Mode::Inferred &&
                m_state.sessions.at(values.sessionUid).devices.size() != 1)
                return tl::unexpected(refusal(RemoteFault::Refused, 400));
            const auto isRefused = [this](const PublishItem &item) {
                return m_refusedWhole.contains(item.metric);
            };
            if (std::any_of(values.items.begin(), values.items.end(), isRefused))
                return tl::unexpected(refusal(RemoteFault::Refused, 400));
            if (values.items.size() > m_most)
                return tl::unexpected(refusal(RemoteFault::TooLarge, 413));
            const bool isHalf = m_fault == Fault::Half;
            return store(values, isHalf ? values.items.size() / 2 : values.items.size());
        });
}

FakeRemote::Faults randomFaults(std::mt19937 &random, unsigned percent, int &count)
{
    return [&random, percent, &count](const QString &) {
        using Fault = FakeRemote::Fault;
        constexpr std::array kFaults{Fault::Offline, Fault::LostBefore, Fault::LostAfter,
                                     Fault::Busy,    Fault::Server,     Fault::ServerDone,
                                     Fault::Half};
        if (random() % 100 >= percent)
            return Fault::None;
        ++count;
        return kFaults.at(random() % kFaults.size());
    };
}

} // namespace tidemark::test
