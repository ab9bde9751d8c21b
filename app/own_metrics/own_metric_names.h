// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace tidemark::own {

/// The metrics that Tidemark keeps of itself, each tagged `program`. Of those with durations the
/// store gets `.rate`, `.p50` and `.p95` besides (SeriesArchive).
inline constexpr std::string_view kQuery = "tidemark.query";
inline constexpr std::string_view kQueryFailures = "tidemark.query.failures";
inline constexpr std::string_view kQueryCancelled = "tidemark.query.cancelled";
inline constexpr std::string_view kWrite = "tidemark.write";
inline constexpr std::string_view kWriteFailures = "tidemark.write.failures";
inline constexpr std::string_view kFrame = "tidemark.frame";
inline constexpr std::string_view kRequest = "tidemark.request";
inline constexpr std::string_view kRequestFailures = "tidemark.request.failures";
inline constexpr std::string_view kStoredSamples = "tidemark.stored.samples";
inline constexpr std::string_view kStoredRecords = "tidemark.stored.records";
inline constexpr std::string_view kOutboxWaiting = "tidemark.outbox.waiting";
inline constexpr std::string_view kOutboxSent = "tidemark.outbox.sent";
inline constexpr std::string_view kOutboxRefused = "tidemark.outbox.refused";
inline constexpr std::string_view kConnections = "tidemark.server.connections";
inline constexpr std::string_view kProcessor = "tidemark.process.cpu";
inline constexpr std::string_view kMemory = "tidemark.process.memory";
inline constexpr std::string_view kThreads = "tidemark.process.threads";

/// Of the machine that it runs on, as the metrics protocol calls them: a system's health goes by
/// them.
inline constexpr std::string_view kMachineProcessors = "system.cpu.percent";
inline constexpr std::string_view kMachineMemory = "system.memory.percent";
inline constexpr std::string_view kMachineDisk = "system.disk.percent"; ///< tagged `path` besides
inline constexpr std::string_view kMachineReceived = "tidemark.machine.received";
inline constexpr std::string_view kMachineSent = "tidemark.machine.sent";

inline constexpr std::string_view kProgramTag = "program";
inline constexpr std::string_view kWindow = "window";
inline constexpr std::string_view kServer = "serve";

} // namespace tidemark::own
