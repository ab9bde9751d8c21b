// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/fake_remote.h"

#include "tests/services/outbox/fake_remote_answer.h"

#include <algorithm>

namespace tidemark::test {

using namespace Qt::StringLiterals;

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
