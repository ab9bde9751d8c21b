// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/local_store.h"
#include "services/metrics/system/metrics_archive.h"

#include <QString>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace tidemark::own {

/// Keeps the program's own metrics in the store that it is given, and nowhere while there is none.
/// Threads: those of MetricsArchive, but for recordInto().
class OwnArchive final : public metrics::MetricsArchive
{
public:
    /// Called on the collecting thread after something was stored in the n-th store, or was not:
    /// then with the reason.
    using Listener = std::function<void(std::uint64_t store, const QString &failure)>;

    explicit OwnArchive(Listener listener);
    ~OwnArchive() override;

    /// From now on; null: nowhere. What is being stored is finished behind it, in a store that is
    /// kept so long. Answers with the number of the store. Any thread, without waiting.
    std::uint64_t recordInto(std::shared_ptr<store::LocalStore> store);
    /// The listener is not called any more. Any thread.
    void silence();

    [[nodiscard]] metrics::ExportResult setRetention(std::chrono::hours keep) override;
    [[nodiscard]] metrics::ExportResult append(const metrics::MetricsSnapshot &snapshot,
                                               metrics::Deadline deadline) override;
    void close(metrics::Deadline deadline) override;
    [[nodiscard]] std::uint64_t recordsStored() const noexcept override { return m_stored; }

private:
    struct Target;

    void tell(std::uint64_t store, const std::string &failure);

    std::chrono::hours m_keep{0}; ///< none: for ever
    std::atomic<std::uint64_t> m_stored = 0;
    std::mutex m_mutex; ///< of all below, for an instant
    Listener m_listener;
    std::shared_ptr<Target> m_target;
    std::uint64_t m_number = 0;
};

} // namespace tidemark::own
