// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace tidemark::http {

// The defaults. Each limit is one constant here, and what exceeds it is answered with its name.
inline constexpr qint64 kHeader_bytes = qint64{16} * 1024;      ///< request line and fields; 431
inline constexpr qint64 kBody_bytes = qint64{16} * 1024 * 1024; ///< as sent, packed or not; 413
/// All bodies that are being received or worked on, so that many connections with allowed bodies
/// cannot fill the memory either; 503.
inline constexpr qint64 kBodiesTogether_bytes = qint64{256} * 1024 * 1024;
/// Answers that wait to be taken, all together. One more large one that can be asked for again is
/// held back; 503.
inline constexpr qint64 kAnswersTogether_bytes = qint64{256} * 1024 * 1024;
/// Bodies and answers up to this size are small: a part of each of the two sums is theirs alone, so
/// that large ones, sent or taken slowly, keep nobody from small ones.
inline constexpr qint64 kSmall_bytes = qint64{64} * 1024;
inline constexpr qint64 kSmallTogether_bytes = qint64{64} * 1024 * 1024;
/// Of each sum, the large ones of one address that is not loopback.
inline constexpr qint64 kLargePerAddress_bytes = qint64{96} * 1024 * 1024;
/// One more takes the place of one that has nothing in work, or is closed at once without such a
/// one.
inline constexpr int kConnections = 1024;
inline constexpr int kConnectionsPerAddress = 64; ///< for addresses other than loopback
inline constexpr int kRequestsInWork = 64;        ///< one more waits its turn
inline constexpr int kRequestsWaiting = 256;      ///< one more is answered with 503
inline constexpr int kListenBacklog = 4096;
inline constexpr std::chrono::milliseconds kHeaderTime{10'000}; ///< first byte to end of header
inline constexpr std::chrono::milliseconds kBodyTime{30'000};   ///< end of header to end of body
inline constexpr std::chrono::milliseconds kIdleTime{60'000};   ///< between two requests
inline constexpr std::chrono::milliseconds kWriteTime{30'000};  ///< until the answer is taken
inline constexpr std::chrono::milliseconds kWaitTime{5'000};    ///< for a turn; then 503
/// A connection that ends after a refusal still reads for that long and that much, so that the
/// client sees the answer before a reset.
inline constexpr std::chrono::milliseconds kDrainTime{2'000};
inline constexpr qint64 kDrain_bytes = qint64{64} * 1024 * 1024;
/// How long accepting rests when the process has no file descriptors left.
inline constexpr std::chrono::milliseconds kAcceptPause{100};
inline constexpr std::chrono::seconds kRetryAfter{1}; ///< told with each 503
/// How long stopping waits for requests that are being answered.
inline constexpr std::chrono::milliseconds kStopTime{500};

// Each connection can have a small body and a small answer, whatever the large ones do.
static_assert(kConnections * kSmall_bytes <= kSmallTogether_bytes);

/// The limits of one server. All times are absolute: a client that sends or takes a byte now and
/// then does not move them. Source: dependencies-and-hardening 3 and 6.5.
struct HttpLimits
{
    qint64 header_bytes = kHeader_bytes;
    qint64 body_bytes = kBody_bytes;
    qint64 bodiesTogether_bytes = kBodiesTogether_bytes;
    qint64 answersTogether_bytes = kAnswersTogether_bytes;
    qint64 small_bytes = kSmall_bytes;
    qint64 smallTogether_bytes = kSmallTogether_bytes;
    qint64 largePerAddress_bytes = kLargePerAddress_bytes;
    qint64 drain_bytes = kDrain_bytes;
    int connections = kConnections;
    int connectionsPerAddress = kConnectionsPerAddress;
    int requestsInWork = kRequestsInWork;
    int requestsWaiting = kRequestsWaiting;
    int listenBacklog = kListenBacklog;
    std::chrono::milliseconds headerTime = kHeaderTime;
    std::chrono::milliseconds bodyTime = kBodyTime;
    std::chrono::milliseconds idleTime = kIdleTime;
    std::chrono::milliseconds writeTime = kWriteTime;
    std::chrono::milliseconds waitTime = kWaitTime;
    std::chrono::milliseconds drainTime = kDrainTime;
    std::chrono::milliseconds acceptPause = kAcceptPause;
    std::chrono::milliseconds stopTime = kStopTime;
    std::chrono::seconds retryAfter = kRetryAfter;
};

} // namespace tidemark::http
