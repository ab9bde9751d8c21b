// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/cloudwatch/fake_cloudwatch.h"

#include "services/otlp/otlp_protobuf.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QMessageAuthenticationCode>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;

QByteArray hmac(const QByteArray &key, const QByteArray &text)
{
    return QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256);
}

QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QStringList sorted(QStringList names)
{
    names.sort();
    return names;
}

} // namespace

FakeCloudWatch::FakeCloudWatch(const FakeClock &clock, Plan plan)
    : m_clock(clock)
    , m_plan(std::move(plan))
    , m_server([this](HostileConnection &connection) { serve(connection); })
{}

cloudwatch::CloudWatchOptions FakeCloudWatch::options() const
{
    cloudwatch::CloudWatchOptions options;
    options.aws.region = "us-east-1";
    options.aws.endpoint = m_server.url();
    options.aws.retry.first = std::chrono::milliseconds(1);
    options.aws.retry.attempts = 3;
    return options;
}

cloudwatch::AwsCredentialSource FakeCloudWatch::credentials()
{
    return [] {
        return cloudwatch::AwsCredentials{QString::fromLatin1(kAwsKeyId),
                                          Secret(QByteArrayView(kAwsSecret)),
                                          Secret(QByteArrayView(kAwsToken))};
    };
}

QMap<QString, SeriesTotals> FakeCloudWatch::totals() const
{
    const std::lock_guard lock(m_mutex);
    return m_totals;
}

QStringList FakeCloudWatch::problems() const
{
    const std::lock_guard lock(m_mutex);
    return m_problems;
}

std::vector<std::size_t> FakeCloudWatch::accepted() const
{
    const std::lock_guard lock(m_mutex);
    return m_accepted;
}

void FakeCloudWatch::serve(HostileConnection &connection)
{
    while (connection.read()) {
        const Answer answer = answerTo(connection.request());
        if (answer.fault == Fault::Hang)
            return connection.hang();
        if (answer.fault == Fault::Cut || answer.fault == Fault::CutLate)
            return connection.reset();
        const QDateTime now =
            QDateTime::fromSecsSinceEpoch(m_clock.wall_ns() / kSecond_ns + ahead_s, Qt::UTC);
        const QByteArray date =
            "Date: " + QLocale::c().toString(now, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s).toLatin1() +
            "\r\n";
        if (!connection.answer(answer.status, answer.body, date + answer.headers))
            return;
    }
}

FakeCloudWatch::Answer FakeCloudWatch::answerTo(const SeenRequest &request)
{
    const std::lock_guard lock(m_mutex);
    checkSignature(request);
    const QDateTime signedAt =
        QDateTime::fromString(QString::fromLatin1(request.header("X-Amz-Date")) + u"+00:00"_s,
                              u"yyyyMMdd'T'HHmmss'Z't"_s);
    constexpr std::int64_t kTolerance_s = 300;
    const std::int64_t here_s = m_clock.wall_ns() / kSecond_ns + ahead_s;
    if (std::abs(signedAt.toSecsSinceEpoch() - here_s) > kTolerance_s)
        return {Fault::Refuse, 403,
                R"({"__type":"com.amazon.coral.service#RequestTimeTooSkewed","message":"x"})"};
    const Answer answer = m_plan ? m_plan(++m_number, request.body) : Answer();
    if (answer.fault == Fault::None || answer.fault == Fault::CutLate)
        take(request);
    if (answer.fault == Fault::None && answer.body.isEmpty() &&
        request.firstLine().startsWith("POST / "))
        return {Fault::None, answer.status, "{}", answer.headers};
    return answer;
}

// Signature Version 4 once more, from the bytes that came.
void FakeCloudWatch::checkSignature(const SeenRequest &request)
{
    static const QRegularExpression form(
        u"^AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, "
        "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$"_s);
    const auto match = form.match(QString::fromLatin1(request.header("Authorization")));
    expect(match.hasMatch(), u"Authorization has another form"_s);
    const QByteArray date = match.captured(2).toLatin1();
    const QByteArray time = request.header("X-Amz-Date");
    expect(match.captured(1) == QString::fromLatin1(kAwsKeyId), u"key id"_s);
    expect(match.captured(3) == u"us-east-1"_s && match.captured(4) == u"monitoring"_s, u"scope"_s);
    expect(time.startsWith(date) && time.size() == 16, u"X-Amz-Date"_s);
    expect(request.header("X-Amz-Security-Token") == kAwsToken, u"session token"_s);

    const QStringList names = match.captured(5).split(u';');
    expect(names == sorted(names), u"signed headers are not in order"_s);
    for (const QString &needed :
         {u"content-type"_s, u"host"_s, u"x-amz-date"_s, u"x-amz-security-token"_s})
        expect(names.contains(needed), needed + u" is not signed"_s);
    QByteArray canonical = "POST\n" + request.firstLine().split(' ').value(1) + "\n\n";
    for (const QString &name : names)
        canonical += name.toLatin1() + ':' + request.header(name.toLatin1()).trimmed() + '\n';
    canonical += '\n' + match.captured(5).toLatin1() + '\n' + sha256(request.body);
    const QByteArray scope = date + "/us-east-1/monitoring/aws4_request";
    QByteArray key = "AWS4" + QByteArray(kAwsSecret);
    const QByteArrayList steps = scope.split('/');
    for (const QByteArray &step : steps)
        key = hmac(key, step);
    const QByteArray toSign = "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + sha256(canonical);
    expect(hmac(key, toSign).toHex() == match.captured(6).toLatin1(), u"the signature is wrong"_s);
}

void FakeCloudWatch::take(const SeenRequest &request)
{
    const QByteArray type = request.header("Content-Type");
    if (request.firstLine() == "POST / HTTP/1.1") {
        expect(type == "application/x-amz-json-1.0", u"content type"_s);
        expect(request.header("X-Amz-Target") == "GraniteServiceVersion20100801.PutMetricData",
               u"target"_s);
        takeJson(request.body);
    } else {
        expect(request.firstLine() == "POST /v1/metrics HTTP/1.1", u"path"_s);
        expect(type == "application/x-protobuf", u"content type"_s);
        takeOtlp(request.body);
    }
}

void FakeCloudWatch::takeJson(const QByteArray &body)
{
    const QJsonObject root = QJsonDocument::fromJson(body).object();
    expect(sorted(root.keys()) == QStringList{u"MetricData"_s, u"Namespace"_s}, u"members"_s);
    expect(root.value(u"Namespace"_s) == u"Tidemark"_s, u"namespace"_s);
    const QJsonArray data = root.value(u"MetricData"_s).toArray();
    expect(!data.isEmpty() && data.size() <= 1000 && body.size() < 1'000'000, u"size"_s);
    for (const QJsonValue value : data) {
        const QJsonObject datum = value.toObject();
        SeriesTotals more;
        QString series = datum.value(u"MetricName"_s).toString();
        expect(!series.isEmpty() && series.size() <= 255, u"MetricName"_s);
        const QJsonArray dimensions = datum.value(u"Dimensions"_s).toArray();
        expect(dimensions.size() <= 30, u"Dimensions"_s);
        for (const QJsonValue dimension : dimensions) {
            const QJsonObject pair = dimension.toObject();
            expect(pair.keys() == QStringList{u"Name"_s, u"Value"_s}, u"Dimension"_s);
            series +=
                u' ' + pair.value(u"Name"_s).toString() + u'=' + pair.value(u"Value"_s).toString();
        }
        const qint64 at_s = datum.value(u"Timestamp"_s).toInteger(-1);
        expect(std::abs(at_s - m_clock.wall_ns() / kSecond_ns) < 3'600, u"Timestamp"_s);
        for (const QString &key : datum.keys())
            expect(QStringList{u"MetricName"_s, u"Dimensions"_s, u"Timestamp"_s, u"Unit"_s,
                               u"StatisticValues"_s, u"Value"_s, u"Values"_s, u"Counts"_s}
                       .contains(key),
                   u"unknown member "_s + key);
        more.unit = datum.value(u"Unit"_s).toString();
        const QJsonObject set = datum.value(u"StatisticValues"_s).toObject();
        if (!set.isEmpty()) {
            expect(set.keys() ==
                       QStringList{u"Maximum"_s, u"Minimum"_s, u"SampleCount"_s, u"Sum"_s},
                   u"StatisticValues"_s);
            expect(!datum.contains(u"Value"_s) && !datum.contains(u"Values"_s), u"two values"_s);
            more.count = set.value(u"SampleCount"_s).toDouble(NAN);
            more.sum = set.value(u"Sum"_s).toDouble(NAN);
            more.min = set.value(u"Minimum"_s).toDouble(NAN);
            more.max = set.value(u"Maximum"_s).toDouble(NAN);
            expect(more.count > 0 && more.min <= more.max, u"statistics"_s);
        } else if (datum.contains(u"Values"_s)) {
            const QJsonArray values = datum.value(u"Values"_s).toArray();
            const QJsonArray counts = datum.value(u"Counts"_s).toArray();
            expect(!values.isEmpty() && values.size() <= 150 && values.size() == counts.size(),
                   u"Values and Counts"_s);
            for (qsizetype i = 0; i < values.size(); ++i) {
                more.count += counts.at(i).toDouble(NAN);
                more.sum += values.at(i).toDouble(NAN) * counts.at(i).toDouble(NAN);
            }
            more.min = values.first().toDouble();
            more.max = values.last().toDouble();
        } else {
            expect(datum.value(u"Value"_s).isDouble(), u"Value"_s);
            more.sum = more.min = more.max = datum.value(u"Value"_s).toDouble();
            more.count = 1;
        }
        add(series, more);
    }
    m_accepted.push_back(static_cast<std::size_t>(data.size()));
}

void FakeCloudWatch::takeOtlp(const QByteArray &body)
{
    const auto metrics = otlp::fromProtobuf(body);
    expect(metrics.has_value() && metrics->resources.size() == 1, u"protobuf"_s);
    if (!metrics || metrics->resources.size() != 1)
        return;
    const otlp::OtlpScopeMetrics &scope = metrics->resources.front().scopes.front();
    expect(scope.scope.name == "Tidemark", u"scope"_s);
    const auto addPoint = [&](const otlp::OtlpMetric &metric, const otlp::OtlpPoint &point,
                              SeriesTotals more) {
        expect(point.time_ns > 0, u"time"_s);
        QString series = QString::fromStdString(metric.name);
        for (const otlp::OtlpAttribute &attribute : point.attributes)
            series += u' ' + QString::fromStdString(attribute.key) + u'=' +
                      QString::fromStdString(std::get<std::string>(attribute.value.value));
        more.unit = QString::fromStdString(metric.unit);
        add(series, more);
    };
    for (const otlp::OtlpMetric &metric : scope.metrics) {
        if (const auto *histogram = std::get_if<otlp::OtlpHistogram>(&metric.data)) {
            expect(histogram->temporality == otlp::Temporality::Delta, u"temporality"_s);
            for (const otlp::OtlpHistogramPoint &point : histogram->points)
                addPoint(metric, point,
                         {static_cast<double>(point.count),
                          point.sum.value_or(NAN),
                          point.min.value_or(NAN),
                          point.max.value_or(NAN),
                          {},
                          0});
        } else if (const auto *sum = std::get_if<otlp::OtlpSum>(&metric.data)) {
            expect(sum->temporality == otlp::Temporality::Delta && sum->isMonotonic, u"sum"_s);
            for (const otlp::OtlpNumberPoint &point : sum->points) {
                const double value = std::get<double>(point.value);
                addPoint(metric, point, {1, value, value, value, {}, 0});
            }
        } else {
            for (const otlp::OtlpNumberPoint &point :
                 std::get<otlp::OtlpGauge>(metric.data).points) {
                const double value = std::get<double>(point.value);
                addPoint(metric, point, {1, value, value, value, {}, 0});
            }
        }
    }
    m_accepted.push_back(otlp::pointCount(*metrics));
}

void FakeCloudWatch::add(const QString &series, const SeriesTotals &more)
{
    SeriesTotals &all = m_totals[series];
    all.min = all.datums == 0 ? more.min : std::min(all.min, more.min);
    all.max = all.datums == 0 ? more.max : std::max(all.max, more.max);
    all.count += more.count;
    all.sum += more.sum;
    all.unit = more.unit;
    ++all.datums;
}

void FakeCloudWatch::expect(bool isTrue, const QString &what)
{
    if (!isTrue)
        m_problems << what;
}

} // namespace tidemark::test
