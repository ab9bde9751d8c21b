// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/datadog/datadog_sender.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/hostile_server.h"

#include <QByteArrayList>
#include <QMap>
#include <QStringList>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace tidemark::test {

inline constexpr auto kDatadogKey = "0123456789abcdef-datadog-key";

/// Stands in for Datadog's intake on loopback. It looks at each header and member of a request and
/// keeps what it accepts as Datadog does: one value of a count or gauge for each second, all values
/// of a distribution. Whatever is not as published is a problem.
class FakeDatadog
{
public:
    enum class Fault
    {
        None,
        Refuse,
        Cut,
        CutLate, ///< takes all, and ends the connection without an answer
        Hang
    };
    struct Answer
    {
        Fault fault = Fault::None;
        int status = 202;
        QByteArray headers = {};
    };
    /// What to do with the n-th request, from 1; `body` is unpacked.
    using Plan = std::function<Answer(int number, const QByteArray &body)>;

    struct Series
    {
        int type = 0;                    ///< 1, 3, or 100 for a distribution
        std::map<qint64, double> values; ///< by second
        std::vector<double> distribution;
        qint64 interval_s = 0;
        QString unit;

        [[nodiscard]] double sum() const;
    };

    explicit FakeDatadog(const FakeClock &clock, Plan plan = {});

    [[nodiscard]] datadog::DatadogOptions options() const;
    /// By `metric tag tag`.
    [[nodiscard]] QMap<QString, Series> series() const;
    [[nodiscard]] QStringList problems() const;
    /// Paths of the requests that were accepted.
    [[nodiscard]] QByteArrayList accepted() const;
    [[nodiscard]] const HostileServer &server() const noexcept { return m_server; }

private:
    void serve(HostileConnection &connection);
    [[nodiscard]] Answer answerTo(const SeenRequest &request);
    void take(const QByteArray &path, const QByteArray &body);
    void takeSeries(const class QJsonObject &series);
    void takeDistribution(const class QJsonObject &series);
    void expect(bool isTrue, const QString &what);

    const FakeClock &m_clock;
    const Plan m_plan;
    mutable std::mutex m_mutex;
    int m_number = 0;
    QMap<QString, Series> m_series;
    QStringList m_problems;
    QByteArrayList m_accepted;
    HostileServer m_server; // last: it uses all of the above
};

} // namespace tidemark::test
