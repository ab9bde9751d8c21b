// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/delivery_wave.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/services/outbox/fake_remote.h"

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

} // namespace tidemark::test
