// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/mirror_store.h"
#include "services/mirror/source_fetch.h"
#include "tests/services/outbox/outbox_bench.h"

#include <QStringList>

namespace tidemark::test {

/// A store with a source, the remote behind it, and what fetches from it.
struct MirrorBench : OutboxBench
{
    explicit MirrorBench(const QString &path = {})
        : OutboxBench(path)
    {
        if (store)
            fetcher = std::make_unique<mirror::SourceFetch>(
                *store, remote, StoreScope{QStringLiteral("og_local"), QStringLiteral("ana")});
    }

    [[nodiscard]] Result<FetchSummary> fetch(FetchRequest request = {},
                                             const std::function<void(FetchProgress)> &told = {},
                                             const std::stop_token &stop = {})
    {
        request.source = source.id;
        return answer(fetcher->run(request, told, stop));
    }
    [[nodiscard]] Result<FetchSummary> fetchAll()
    {
        FetchRequest request;
        request.isFull = true;
        return fetch(request);
    }

    /// Others make a session there; times in seconds.
    QString makeSession(const QString &name, std::optional<std::int64_t> start_s,
                        std::optional<std::int64_t> end_s)
    {
        QString uid;
        remote.change([&](RemoteState &state) {
            uid = QStringLiteral("ss_%1").arg(state.nextUid++, 7, 10, QLatin1Char('0'));
            RemoteState::StoredSession &made = state.sessions[uid];
            made.session.uid = uid;
            made.session.name = name;
            made.session.modified = Timestamp(++state.now_s * 1'000'000'000);
            if (start_s)
                made.files[QStringLiteral("fl_of_others")] =
                    ClosedRange{Timestamp(*start_s * 1'000'000'000),
                                Timestamp(end_s.value_or(*start_s) * 1'000'000'000)};
        });
        return uid;
    }
    /// Others publish a value there.
    void publish(const QString &metric, const QString &session, double value,
                 const std::optional<QString> &device = {})
    {
        remote.change([&](RemoteState &state) {
            state.definitions[metric].name = metric;
            RemoteRecord record;
            record.metric = metric;
            record.sessionUid = session;
            record.value = value;
            record.device = device;
            record.published = Timestamp(++state.now_s * 1'000'000'000);
            if (device)
                state.devices.insert(*device);
            state.sessions[session].records[metric] = record;
        });
    }
    void describe(const QString &metric, const std::optional<QString> &description)
    {
        remote.change([&](RemoteState &state) {
            state.definitions[metric].name = metric;
            state.definitions[metric].description = description;
        });
    }
    void changeSession(const QString &uid,
                       const std::function<void(RemoteState::StoredSession &)> &change)
    {
        remote.change([&](RemoteState &state) {
            change(state.sessions[uid]);
            state.sessions[uid].session.modified = Timestamp(++state.now_s * 1'000'000'000);
        });
    }
    [[nodiscard]] std::optional<double> valueThere(const QString &metric,
                                                   const QString &session) const
    {
        const RemoteState state = remote.state();
        const auto found = state.sessions.find(session);
        if (found == state.sessions.end() || !found->second.records.contains(metric))
            return std::nullopt;
        return found->second.records.at(metric).value;
    }
    /// All values here, sessions without times included: `metric session value [device]`.
    [[nodiscard]] QStringList values() const
    {
        QStringList texts;
        std::optional<QString> after;
        do {
            const auto page = answer(ports.sessions->sessionsByUid(after, 10'000));
            if (!page)
                return {page.error().message};
            for (const Session &session : page->sessions) {
                for (const Record &record :
                     answer(ports.sessions->recordsOf(session.id)).value_or(std::vector<Record>()))
                    texts.append(
                        textOf(record.metricName, record.sessionUid, record.value, record.device));
            }
            after = page->next;
        } while (after);
        texts.sort();
        return texts;
    }
    [[nodiscard]] static QString textOf(const QString &metric, const QString &session, double value,
                                        const std::optional<QString> &device)
    {
        return QStringLiteral("%1 %2 %3 %4")
            .arg(metric, session, QString::number(value, 'g', 17), device.value_or(QString()))
            .trimmed();
    }
    [[nodiscard]] std::optional<Definition> definition(const QString &name) const
    {
        const auto found = answer(ports.catalog->find(name));
        return found ? std::optional(*found) : std::nullopt;
    }
    [[nodiscard]] std::optional<Session> session(const QString &uid) const
    {
        const auto found = answer(ports.sessions->findSession(uid));
        return found ? std::optional(*found) : std::nullopt;
    }
    [[nodiscard]] std::vector<OutboxItem> conflicts() const
    {
        std::vector<OutboxItem> items = attention();
        std::erase_if(
            items, [](const OutboxItem &item) { return item.reason != AttentionReason::Conflict; });
        return items;
    }
    [[nodiscard]] RecordKey keyOf(const QString &metric, const QString &session) const
    {
        return {definition(metric).value_or(Definition()).id,
                this->session(session).value_or(Session()).id};
    }

    std::unique_ptr<mirror::SourceFetch> fetcher;
};

} // namespace tidemark::test
