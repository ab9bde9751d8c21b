// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/own_metrics/own_exporters.h"

#include "services/cloudwatch/cloudwatch_exporter.h"
#include "services/cloudwatch/emf_file.h"
#include "services/datadog/datadog_exporter.h"
#include "services/metrics_sinks/json_lines_sink.h"
#include "services/net/http_client.h"
#include "services/otlp/otlp_environment.h"
#include "services/otlp/otlp_exporter.h"
#include "services/otlp/otlp_sender.h"
#include "services/prometheus/remote_write_exporter.h"
#include "services/prometheus/scrape_exporter.h"
#include "services/statsd/statsd_exporter.h"

#include <QCoreApplication>
#include <QDir>

#include <array>
#include <utility>

namespace tidemark::own {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::own::OwnExporters)
};

using Exporter = std::shared_ptr<metrics::MetricsExporter>;

/// What exporters are made of.
struct Parts
{
    net::NetworkThread &network;
    const metrics::Clock &clock;
    QProcessEnvironment environment;
};

/// `where` may be empty: then the environment says it.
Result<Exporter> otlpExporter(const Parts &parts, const QString &where)
{
    auto target = otlp::otlpTargetOf(parts.environment, where);
    if (!target)
        return failure(target.error());
    auto client = std::make_shared<net::HttpClient>(parts.network,
                                                    net::HttpConnection{target->endpoint, {}, {}});
    return std::make_shared<otlp::OtlpExporter>(std::make_shared<otlp::OtlpSender>(
        std::move(client), parts.clock, std::move(target->sender)));
}

Result<Exporter> makeOtlp(const Parts &parts, const QString &where)
{
    if (where.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Name an address behind \"otlp:\", or \"otlp\" alone for that of "
                                "the environment."));
    return otlpExporter(parts, where);
}

Result<Exporter> makeNamedOtlp(const Parts &parts)
{
    return otlpExporter(parts, {});
}

Result<Exporter> makeScrape(const Parts &parts)
{
    constexpr quint16 kUsualPort = 9464; // OpenTelemetry's, "Prometheus Exporter"
    const QString variable = u"OTEL_EXPORTER_PROMETHEUS_PORT"_s;
    const QString said = parts.environment.value(variable).trimmed();
    bool isPort = true;
    prometheus::MetricsEndpointOptions options;
    options.port = said.isEmpty() ? kUsualPort : said.toUShort(&isPort);
    if (!isPort)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("The variable %1 holds no port. Set it to a number up to 65535.")
                           .arg(variable));
    auto exporter = prometheus::ScrapeExporter::make(options);
    if (!exporter)
        return failure(exporter.error());
    return *std::move(exporter);
}

Result<Exporter> makeRemoteWrite(const Parts &parts, const QString &where)
{
    return prometheus::parseServerPath(where, "/api/v1/write")
        .transform([&](const prometheus::ServerPath &path) -> Exporter {
            prometheus::RemoteWriteOptions options;
            options.where = path;
            return std::make_shared<prometheus::RemoteWriteExporter>(parts.network,
                                                                     std::move(options));
        });
}

Result<Exporter> makeStatsd(const QString &where, statsd::TagStyle style)
{
    const qsizetype colon = where.lastIndexOf(u':');
    bool isPort = false;
    const quint16 port = where.mid(colon + 1).toUShort(&isPort);
    if (colon < 1 || !isPort || port == 0)
        return failure(
            ErrorCode::InvalidArgument,
            Text::tr("Name host and port, such as 127.0.0.1:8125, not \"%1\".").arg(where));
    auto sender = statsd::DatagramSender::toPort(where.left(colon), port);
    if (!sender)
        return failure(sender.error());
    statsd::StatsdChannelOptions options;
    options.style = style;
    return std::make_shared<statsd::StatsdExporter>(*std::move(sender), std::move(options));
}

Result<Exporter> makePlainStatsd(const Parts & /*parts*/, const QString &where)
{
    return makeStatsd(where, statsd::TagStyle::NameParts);
}

Result<Exporter> makeDogStatsd(const Parts & /*parts*/, const QString &where)
{
    return makeStatsd(where, statsd::TagStyle::DogStatsd);
}

Result<Exporter> makeFile(const Parts & /*parts*/, const QString &where)
{
    if (where.isEmpty())
        return failure(ErrorCode::InvalidArgument, Text::tr("Name a file behind \"file:\"."));
    return std::make_shared<metrics_sinks::JsonLinesExporter>(where);
}

Result<Exporter> makeEmf(const Parts &parts, const QString &where)
{
    if (where.isEmpty())
        return failure(ErrorCode::InvalidArgument, Text::tr("Name a file behind \"emf:\"."));
    cloudwatch::EmfOptions options;
    options.path = where;
    return std::make_shared<cloudwatch::EmfExporter>(std::move(options), parts.clock);
}

Result<Exporter> makeDatadog(const Parts &parts, const QString &where)
{
    auto options = datadog::DatadogOptions::of(parts.environment);
    if (where == u"once"_s)
        options.delivery = datadog::Delivery::AtMostOnce;
    else if (!where.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Write \"datadog:\", or \"datadog:once\" to have nothing sent "
                                "again that may have come. The site is that of DD_SITE."));
    auto sender = datadog::DatadogSender::make(parts.network, options, parts.clock);
    if (!sender)
        return failure(sender.error());
    return std::make_shared<datadog::DatadogExporter>(*std::move(sender));
}

Result<Exporter> makeCloudWatchOf(const Parts &parts, const QString &where,
                                  cloudwatch::CloudWatchShape shape)
{
    cloudwatch::CloudWatchOptions options;
    options.shape = shape;
    options.aws.region = where.toUtf8();
    auto sender = cloudwatch::CloudWatchSender::make(
        parts.network, options,
        [environment = parts.environment] {
            return cloudwatch::findCredentials(environment, QDir::homePath());
        },
        parts.clock);
    if (!sender)
        return failure(sender.error());
    return std::make_shared<cloudwatch::CloudWatchExporter>(*std::move(sender));
}

Result<Exporter> makeCloudWatch(const Parts &parts, const QString &where)
{
    return makeCloudWatchOf(parts, where, cloudwatch::CloudWatchShape::PutMetricData);
}

Result<Exporter> makeCloudWatchOtlp(const Parts &parts, const QString &where)
{
    return makeCloudWatchOf(parts, where, cloudwatch::CloudWatchShape::Otlp);
}

struct Kind
{
    QLatin1StringView name;
    Result<Exporter> (*make)(const Parts &parts, const QString &where);
};
constexpr std::array kKinds{
    Kind{"otlp"_L1, &makeOtlp},
    Kind{"prometheus"_L1, &makeRemoteWrite},
    Kind{"statsd"_L1, &makePlainStatsd},
    Kind{"dogstatsd"_L1, &makeDogStatsd},
    Kind{"file"_L1, &makeFile},
    Kind{"emf"_L1, &makeEmf},
    Kind{"datadog"_L1, &makeDatadog},
    Kind{"cloudwatch"_L1, &makeCloudWatch},
    Kind{"cloudwatch-otlp"_L1, &makeCloudWatchOtlp},
};

/// What is said by its name alone.
struct Name
{
    QLatin1StringView name;
    Result<Exporter> (*make)(const Parts &parts);
};
constexpr std::array kNames{
    Name{"otlp"_L1, &makeNamedOtlp},
    Name{"grafana"_L1, &makeNamedOtlp},
    Name{"prometheus"_L1, &makeScrape},
};

Result<Exporter> make(const Parts &parts, const QString &endpoint)
{
    for (const Name &name : kNames) {
        if (endpoint == name.name)
            return name.make(parts);
    }
    for (const Kind &kind : kKinds) {
        if (endpoint.startsWith(kind.name % u':'))
            return kind.make(parts, endpoint.mid(kind.name.size() + 1));
    }
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("\"%1\" does not begin with one of %2, and a colon.")
                       .arg(endpoint, exporterKinds()));
}

} // namespace

metrics::ExporterFactory exporterFactory(net::NetworkThread &network, const metrics::Clock &clock,
                                         QProcessEnvironment environment)
{
    return [parts = Parts{network, clock, std::move(environment)}](
               const std::string &endpoint) -> metrics::Outcome<Exporter> {
        auto made = make(parts, QString::fromStdString(endpoint));
        if (!made)
            return metrics::failed(metrics::Fault::InvalidArgument,
                                   made.error().message.toStdString());
        return *std::move(made);
    };
}

QString exporterKinds()
{
    QStringList names;
    for (const Kind &kind : kKinds)
        names.append(kind.name);
    return names.join(u", "_s);
}

} // namespace tidemark::own
