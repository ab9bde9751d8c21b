// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloudwatch/cloudwatch_sender.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/hostile_server.h"

#include <QMap>
#include <QStringList>

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace tidemark::test {

inline constexpr auto kAwsKeyId = "AKIDEXAMPLE";
inline constexpr auto kAwsSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
inline constexpr auto kAwsToken = "AQoDYXdzEPT-session-token==";

/// What CloudWatch would show of one series.
struct SeriesTotals
{
    double count = 0;
    double sum = 0;
    double min = 0;
    double max = 0;
    QString unit;
    int datums = 0;
};

/// Stands in for CloudWatch on loopback: PutMetricData and /v1/metrics. It reckons the signature of
/// each request from its bytes, looks at each header and each member, and adds up what it accepts.
/// Whatever is not as published is a problem that a test compares with none.
class FakeCloudWatch
{
public:
    enum class Fault
    {
        None,
        Refuse,  ///< with `status`, `body` and `headers`
        Cut,     ///< ends the connection before it takes anything
        CutLate, ///< takes all, and ends the connection without an answer
        Hang
    };
    struct Answer
    {
        Fault fault = Fault::None;
        int status = 200;
        QByteArray body = {};
        QByteArray headers = {};
    };
    /// What to do with the n-th request, from 1, of that many bytes.
    using Plan = std::function<Answer(int number, const QByteArray &body)>;

    explicit FakeCloudWatch(const FakeClock &clock, Plan plan = {});

    [[nodiscard]] cloudwatch::CloudWatchOptions options() const;
    [[nodiscard]] static cloudwatch::AwsCredentialSource credentials();
    /// By name and dimensions, as `Name StreamName=x ShardId=y`.
    [[nodiscard]] QMap<QString, SeriesTotals> totals() const;
    [[nodiscard]] QStringList problems() const;
    /// Datums of each request that was accepted.
    [[nodiscard]] std::vector<std::size_t> accepted() const;
    [[nodiscard]] const HostileServer &server() const noexcept { return m_server; }

    std::atomic<std::int64_t> ahead_s = 0; ///< its clock before ours

private:
    void serve(HostileConnection &connection);
    [[nodiscard]] Answer answerTo(const SeenRequest &request);
    void checkSignature(const SeenRequest &request);
    void take(const SeenRequest &request);
    void takeJson(const QByteArray &body);
    void takeOtlp(const QByteArray &body);
    void add(const QString &series, const SeriesTotals &more);
    void expect(bool isTrue, const QString &what);

    const FakeClock &m_clock;
    const Plan m_plan;
    mutable std::mutex m_mutex;
    int m_number = 0;
    QMap<QString, SeriesTotals> m_totals;
    QStringList m_problems;
    std::vector<std::size_t> m_accepted;
    HostileServer m_server; // last: it uses all of the above
};

} // namespace tidemark::test
