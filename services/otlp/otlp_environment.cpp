// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_environment.h"

#include <QCoreApplication>

#include <algorithm>
#include <string_view>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

struct EnvironmentText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::OtlpEnvironment)
};

/// A setting, and the variable that it is from.
struct Variable
{
    QString name;
    QString value; ///< empty: not set
    bool isOfMetrics = false;
};

Variable variable(const QProcessEnvironment &environment, QStringView setting)
{
    const QString own = u"OTEL_EXPORTER_OTLP_METRICS_"_s + setting;
    if (const QString value = environment.value(own).trimmed(); !value.isEmpty())
        return {own, value, true};
    const QString common = u"OTEL_EXPORTER_OTLP_"_s + setting;
    return {common, environment.value(common).trimmed(), false};
}

tl::unexpected<Error> wrong(const Variable &variable, const QString &advice)
{
    return failure(
        ErrorCode::InvalidArgument,
        EnvironmentText::tr("The variable %1 cannot be used. %2").arg(variable.name, advice),
        u"otlp.environment"_s);
}

/// RFC 9110, 5.6.2.
bool isToken(const QByteArray &name)
{
    static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kMarks.find(c) != std::string_view::npos;
    });
}

bool isFieldValue(const QByteArray &value)
{
    return std::all_of(value.begin(), value.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

Result<void> readHeaders(const Variable &said, OtlpSenderOptions &options)
{
    const QByteArrayList pairs = said.value.toUtf8().split(',');
    for (const QByteArray &pair : pairs) {
        if (pair.trimmed().isEmpty())
            continue;
        const qsizetype sign = pair.indexOf('=');
        const QByteArray name = QByteArray::fromPercentEncoding(pair.left(sign).trimmed());
        const QByteArray value = QByteArray::fromPercentEncoding(pair.mid(sign + 1).trimmed());
        if (sign < 0 || !isToken(name) || !isFieldValue(value))
            return wrong(said, EnvironmentText::tr("It holds name=value, with commas between "
                                                   "several and other characters "
                                                   "percent-encoded."));
        options.headers.emplace_back(name, Secret(value));
    }
    return {};
}

Result<void> readTimeout(const Variable &said, OtlpSenderOptions &options)
{
    constexpr int kLongest_ms = 3'600'000;
    bool isNumber = false;
    const int timeout_ms = said.value.toInt(&isNumber);
    if (!isNumber || timeout_ms < 1 || timeout_ms > kLongest_ms)
        return wrong(said, EnvironmentText::tr("It holds milliseconds, 1 to 3600000."));
    options.attemptTimeout = std::chrono::milliseconds(timeout_ms);
    return {};
}

Result<void> readCompression(const Variable &said, OtlpSenderOptions &options)
{
    if (said.value != "gzip"_L1 && said.value != "none"_L1)
        return wrong(said, EnvironmentText::tr("It holds gzip or none."));
    options.isPacked = said.value == "gzip"_L1;
    return {};
}

Result<void> readProtocol(const Variable &said, OtlpSenderOptions &options)
{
    if (said.value == "http/json"_L1)
        options.encoding = OtlpEncoding::Json;
    else if (said.value != "http/protobuf"_L1)
        return wrong(said, EnvironmentText::tr("It holds http/protobuf or http/json; gRPC is not "
                                               "spoken here."));
    return {};
}

Result<OtlpSenderOptions> optionsOf(const QProcessEnvironment &environment)
{
    struct Setting
    {
        QStringView name;
        Result<void> (*read)(const Variable &said, OtlpSenderOptions &options);
    };
    OtlpSenderOptions options;
    for (const Setting &setting :
         {Setting{u"HEADERS", &readHeaders}, Setting{u"TIMEOUT", &readTimeout},
          Setting{u"COMPRESSION", &readCompression}, Setting{u"PROTOCOL", &readProtocol}}) {
        const Variable said = variable(environment, setting.name);
        if (said.value.isEmpty())
            continue;
        if (auto read = setting.read(said, options); !read)
            return failure(read.error());
    }
    return options;
}

} // namespace

Result<OtlpTarget> otlpTargetOf(const QProcessEnvironment &environment, const QString &endpoint)
{
    auto options = optionsOf(environment);
    if (!options)
        return failure(options.error());
    Variable where = variable(environment, u"ENDPOINT");
    if (!endpoint.isEmpty())
        where = {{}, endpoint, false};
    else if (where.value.isEmpty())
        where.value = u"http://localhost:4318"_s;
    auto parsed = net::parseEndpoint(where.value);
    if (!parsed)
        return failure(parsed.error());
    if (where.isOfMetrics) { // it is the address itself
        options->path = parsed->base.path(QUrl::FullyEncoded).toUtf8();
        parsed->base.setPath({});
    }
    return OtlpTarget{*std::move(parsed), *std::move(options)};
}

} // namespace tidemark::otlp
