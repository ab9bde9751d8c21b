// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/datadog/fake_datadog.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <cmath>

#include <zlib.h>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr uLongf kMostUnpacked_bytes = 5'242'880;

/// By zlib itself.
QByteArray inflated(const QByteArray &packed)
{
    QByteArray body(qsizetype(kMostUnpacked_bytes), Qt::Uninitialized);
    uLongf size = kMostUnpacked_bytes;
    const int status = uncompress(reinterpret_cast<Bytef *>(body.data()), &size,
                                  reinterpret_cast<const Bytef *>(packed.constData()),
                                  static_cast<uLong>(packed.size()));
    return status == Z_OK ? body.first(qsizetype(size)) : QByteArray();
}

QString keyOf(const QJsonObject &series)
{
    QString key = series.value(u"metric"_s).toString();
    const QJsonArray tags = series.value(u"tags"_s).toArray();
    for (const QJsonValue tag : tags)
        key += u' ' + tag.toString();
    return key;
}

} // namespace

double FakeDatadog::Series::sum() const
{
    double all = 0;
    for (const auto &[second, value] : values)
        all += value;
    for (const double value : distribution)
        all += value;
    return all;
}

FakeDatadog::FakeDatadog(const FakeClock &clock, Plan plan)
    : m_clock(clock)
    , m_plan(std::move(plan))
    , m_server([this](HostileConnection &connection) { serve(connection); })
{}

datadog::DatadogOptions FakeDatadog::options() const
{
    datadog::DatadogOptions options;
    options.endpoint = m_server.url();
    options.apiKey = Secret(QByteArrayView(kDatadogKey));
    options.host = u"desk"_s;
    options.retry.first = std::chrono::milliseconds(1);
    return options;
}

QMap<QString, FakeDatadog::Series> FakeDatadog::series() const
{
    const std::lock_guard lock(m_mutex);
    return m_series;
}

QStringList FakeDatadog::problems() const
{
    const std::lock_guard lock(m_mutex);
    return m_problems;
}

QByteArrayList FakeDatadog::accepted() const
{
    const std::lock_guard lock(m_mutex);
    return m_accepted;
}

void FakeDatadog::serve(HostileConnection &connection)
{
    while (connection.read()) {
        const Answer answer = answerTo(connection.request());
        if (answer.fault == Fault::Hang)
            return connection.hang();
        if (answer.fault == Fault::Cut || answer.fault == Fault::CutLate)
            return connection.reset();
        const QByteArray body = answer.status == 202 ? R"({"errors":[]})" : R"({"errors":["x"]})";
        if (!connection.answer(answer.status, body, answer.headers))
            return;
    }
}

FakeDatadog::Answer FakeDatadog::answerTo(const SeenRequest &request)
{
    const std::lock_guard lock(m_mutex);
    expect(request.header("DD-API-KEY") == kDatadogKey, u"API key"_s);
    expect(request.header("Content-Type") == "application/json", u"content type"_s);
    expect(request.header("Content-Encoding") == "deflate", u"content encoding"_s);
    expect(request.header("Authorization").isEmpty(), u"Authorization"_s);
    expect(request.body.size() <= 512'000, u"packed size"_s);
    const QByteArray body = inflated(request.body);
    expect(!body.isEmpty(), u"unpacked size"_s);
    const Answer answer = m_plan ? m_plan(++m_number, body) : Answer();
    if (answer.fault == Fault::None || answer.fault == Fault::CutLate)
        take(request.firstLine().split(' ').value(1), body);
    return answer;
}

void FakeDatadog::take(const QByteArray &path, const QByteArray &body)
{
    const QJsonObject root = QJsonDocument::fromJson(body).object();
    expect(root.keys() == QStringList{u"series"_s}, u"members"_s);
    const QJsonArray all = root.value(u"series"_s).toArray();
    expect(!all.isEmpty(), u"nothing in it"_s);
    static const QRegularExpression name(u"^[A-Za-z][A-Za-z0-9_.]{0,199}$"_s);
    for (const QJsonValue value : all) {
        const QJsonObject series = value.toObject();
        expect(name.match(series.value(u"metric"_s).toString()).hasMatch(), u"metric"_s);
        if (path == "/api/v2/series")
            takeSeries(series);
        else if (path == "/api/v1/distribution_points")
            takeDistribution(series);
        else
            expect(false, u"path"_s);
    }
    m_accepted << path;
}

void FakeDatadog::takeSeries(const QJsonObject &series)
{
    for (const QString &key : series.keys())
        expect(QStringList{u"metric"_s, u"type"_s, u"interval"_s, u"points"_s, u"resources"_s,
                           u"tags"_s, u"unit"_s}
                   .contains(key),
               u"unknown member "_s + key);
    Series &all = m_series[keyOf(series)];
    all.type = series.value(u"type"_s).toInt();
    all.unit = series.value(u"unit"_s).toString();
    all.interval_s = series.value(u"interval"_s).toInteger();
    expect(all.type == 1 || all.type == 3, u"type"_s);
    expect((all.type == 1) == (all.interval_s >= 1), u"interval"_s);
    expect(series.value(u"resources"_s).toArray() ==
               QJsonArray{QJsonObject{{u"name"_s, u"desk"_s}, {u"type"_s, u"host"_s}}},
           u"resources"_s);
    const QJsonArray points = series.value(u"points"_s).toArray();
    expect(points.size() == 1, u"points"_s);
    for (const QJsonValue value : points) {
        const QJsonObject point = value.toObject();
        expect(point.keys() == QStringList{u"timestamp"_s, u"value"_s}, u"point"_s);
        const qint64 at_s = point.value(u"timestamp"_s).toInteger();
        const qint64 now_s = m_clock.wall_ns() / kSecond_ns;
        expect(at_s >= now_s - 3'600 && at_s <= now_s + 600, u"timestamp"_s);
        all.values[at_s] = point.value(u"value"_s).toDouble(NAN);
    }
}

void FakeDatadog::takeDistribution(const QJsonObject &series)
{
    QStringList keys = series.keys();
    keys.removeAll(u"tags"_s);
    expect(keys == QStringList{u"host"_s, u"metric"_s, u"points"_s, u"type"_s}, u"members"_s);
    expect(series.value(u"type"_s) == u"distribution"_s, u"type"_s);
    Series &all = m_series[keyOf(series)];
    all.type = 100;
    const QJsonArray points = series.value(u"points"_s).toArray();
    for (const QJsonValue point : points) {
        expect(point.toArray().size() == 2, u"point"_s);
        const qint64 at_s = point.toArray().at(0).toInteger();
        expect(std::abs(at_s - m_clock.wall_ns() / kSecond_ns) <= 600, u"timestamp"_s);
        const QJsonArray values = point.toArray().at(1).toArray();
        expect(!values.isEmpty(), u"values"_s);
        for (const QJsonValue value : values)
            all.distribution.push_back(value.toDouble(NAN));
    }
}

void FakeDatadog::expect(bool isTrue, const QString &what)
{
    if (!isTrue)
        m_problems << what;
}

} // namespace tidemark::test
