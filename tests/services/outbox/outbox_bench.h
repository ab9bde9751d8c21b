// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/delivery_wave.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/services/outbox/fake_remote.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <memory>

namespace tidemark::test {

/// A store with a source, and the remote it publishes to.
struct OutboxBench
{
    /// `path`: of the store; empty: in a folder of its own.
    explicit OutboxBench(const QString &path = {})
        : store(openStore(path.isEmpty() ? folder.filePath(QStringLiteral("store.tidemark")) : path)
                    .value_or(nullptr))
    {
        if (!store)
            return;
        ports = store->ports();
        source = addSource(ports, QStringLiteral("far")).value_or(Source{});
    }

    [[nodiscard]] outbox::WaveResult wave(OutboxStore *through = nullptr,
                                          const std::stop_token &stop = {})
    {
        const Source now = answer(ports.sources->find(source.id)).value_or(source);
        return outbox::DeliveryWave(through ? *through : *ports.outbox, remote, memory)
            .run(now, most, stop);
    }
    /// Waves until nothing waits or nothing moves. True when nothing waits.
    [[nodiscard]] bool drain(int waves = 50)
    {
        for (int i = 0; i < waves; ++i) {
            const auto counts = answer(ports.outbox->counts(source.id));
            if (!counts || counts->waiting == 0)
                return counts.has_value();
            most = wave().tally.most;
        }
        return false;
    }
    [[nodiscard]] EntryOutcome enter(const QString &metric, double value, std::int64_t at_ns,
                                     const std::optional<QString> &session = {},
                                     const std::optional<QString> &device = {}) const
    {
        ValueEntry entry;
        entry.metric = metric;
        entry.value = value;
        entry.at = Timestamp(at_ns);
        entry.sessionUid = session;
        entry.device = device;
        entry.duplicates = DuplicatePolicy::Replace;
        const auto outcome = answer(ports.records->enter(entry));
        return outcome ? *outcome : EntryOutcome{};
    }
    [[nodiscard]] Result<ChangeId> correct(const RecordKey &key, double value) const
    {
        RecordEdit edit;
        edit.key = key;
        edit.value = value;
        return answer(ports.records->edit({edit}, QStringLiteral("edit")));
    }
    /// A session without times.
    [[nodiscard]] std::optional<SessionId> addSession(const QString &uid,
                                                      const std::optional<QString> &name = {}) const
    {
        NewSession wanted;
        wanted.uid = uid;
        wanted.name = name;
        const auto made = answer(ports.sessions->createSession(wanted));
        return made ? std::optional(made->session.id) : std::nullopt;
    }
    /// One that has devices, and times.
    [[nodiscard]] bool addSession(const QString &uid, const QStringList &devices) const
    {
        NewSession wanted;
        wanted.uid = uid;
        wanted.start = wanted.end = Timestamp(100);
        wanted.devices = devices;
        return answer(ports.sessions->createSession(wanted)).has_value();
    }
    [[nodiscard]] Result<SessionOutcome> rename(SessionId session, const QString &name) const
    {
        SessionChange change;
        change.name = std::optional(name);
        return answer(ports.sessions->updateSession(session, change));
    }
    void setLevel(PublishLevel level)
    {
        SourceChange change;
        change.level = level;
        if (const auto changed = answer(ports.sources->update(source.id, change)))
            source = *changed;
    }
    [[nodiscard]] bool enqueue(const PublishDevice &device, const Selection &selection = {}) const
    {
        return answer(ports.outbox->enqueue(source.id, selection, device)).has_value();
    }
    /// Each request that begins so fails in this way, until others are set.
    void failAll(const QString &request, FakeRemote::Fault fault)
    {
        remote.setFaults([request, fault](const QString &each) {
            return each.startsWith(request) ? fault : FakeRemote::Fault::None;
        });
    }
    /// The value of a metric there, in the session with this uid here.
    [[nodiscard]] std::optional<double> sentValue(const QString &session,
                                                  const QString &metric = QStringLiteral("m")) const
    {
        const auto stored = remote.sessionOf(session);
        if (!stored || !stored->records.contains(metric))
            return std::nullopt;
        return stored->records.at(metric).value;
    }
    /// Its device; "?" when there is no value.
    [[nodiscard]] std::optional<QString>
    sentDevice(const QString &session, const QString &metric = QStringLiteral("m")) const
    {
        const auto stored = remote.sessionOf(session);
        if (!stored || !stored->records.contains(metric))
            return QStringLiteral("?");
        return stored->records.at(metric).device;
    }
    /// A person discards all that waits; false unless nothing of it can be seen any more.
    [[nodiscard]] bool discardAll() const
    {
        const auto page = answer(ports.outbox->page(source.id, {}, {}, 10'000));
        if (!page)
            return false;
        std::vector<OutboxItemId> items;
        for (const OutboxItem &item : page->items)
            items.push_back(item.id);
        const auto discarded = answer(ports.outbox->discard(source.id, items));
        const auto left = answer(ports.outbox->page(source.id, {}, {}, 10'000));
        return discarded == static_cast<std::int64_t>(items.size()) && left &&
               left->items.empty() && answer(ports.outbox->counts(source.id)) == OutboxCounts{};
    }
    /// How often values were sent.
    [[nodiscard]] qsizetype publishes() const
    {
        return remote.requests().filter(QStringLiteral("publish ")).size();
    }
    /// Those that need attention.
    [[nodiscard]] std::vector<OutboxItem> attention() const
    {
        const auto page = answer(ports.outbox->page(source.id, OutboxState::Attention, {}, 10'000));
        return page ? page->items : std::vector<OutboxItem>();
    }
    [[nodiscard]] std::vector<Record> records() const
    {
        const auto page = answer(ports.records->page({}, SortOrder::Ascending, {}, 10'000));
        return page ? page->records : std::vector<Record>();
    }

    QTemporaryDir folder;
    StorePointer store;
    DataPorts ports;
    Source source;
    FakeRemote remote;
    outbox::WaveMemory memory;
    std::size_t most = kMaxRemoteItems;
};

/// For tests that begin with an empty bench each.
class WithOutboxBench
{
protected:
    using Fault = FakeRemote::Fault;

    void openBench()
    {
        failOnUnexpectedWarnings();
        m_bench = std::make_unique<OutboxBench>();
        QVERIFY(m_bench->store && m_bench->source.id.isValid());
    }
    void closeBench() { m_bench.reset(); }

    std::unique_ptr<OutboxBench> m_bench;
};

} // namespace tidemark::test
