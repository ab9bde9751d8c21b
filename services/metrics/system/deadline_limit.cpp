// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/deadline_limit.h"

#include "services/metrics/windows/bounded_thread.h"

#include <chrono>
#include <memory>
#include <system_error>

namespace tidemark::metrics {
namespace {

constexpr std::chrono::milliseconds kLook{50}; // how soon a limit that was cut is noticed

} // namespace

ExportResult resultWithin(std::function<ExportResult()> work, Deadline deadline,
                          const DeadlineLimit &limit, const char *whyLate)
{
    const auto result = std::make_shared<ExportResult>();
    try {
        BoundedThread thread([result, call = std::move(work)] {
            try {
                *result = call();
            } catch (...) {
                *result = ExportResult::failed(textOfException());
            }
        });
        for (;;) {
            const Deadline now = std::chrono::steady_clock::now();
            const Deadline end = limit.of(deadline);
            if (thread.waitUntil(std::min(end, now + kLook)))
                return *result;
            if (now >= end)
                return ExportResult::failed(whyLate);
        }
    } catch (const std::system_error &) {
        return ExportResult::failed("The system has no thread left for it. It is tried again.");
    }
}

} // namespace tidemark::metrics
