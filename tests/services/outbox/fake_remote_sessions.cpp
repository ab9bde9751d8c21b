// SPDX-License-Identifier: GPL-3.0-or-later
// How sessions, with their devices and files, are changed at a fake remote.
#include "tests/services/outbox/fake_remote.h"
#include "tests/services/outbox/fake_remote_answer.h"

namespace tidemark::test {

using namespace Qt::StringLiterals;

namespace {

void changeMembers(QJsonObject &object, const QJsonObject &put, const QStringList &drop)
{
    for (const QString &name : drop)
        object.remove(name);
    for (auto member = put.constBegin(); member != put.constEnd(); ++member)
        object.insert(member.key(), member.value());
}

} // namespace

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

} // namespace tidemark::test
