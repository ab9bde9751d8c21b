// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/query_json.h"

#include "model/core/utf8_text.h"
#include "services/json/decimal_literal.h"
#include "services/json/json_document.h"
#include "services/prometheus/sample_value.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

struct QueryText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::prometheus::QueryAnswer)
};

constexpr int kSecondPower = 9; // to nanoseconds
constexpr auto kRefused = "prometheus.refused."_L1;

tl::unexpected<Error> notUnderstood()
{
    return failure(ErrorCode::InvalidArgument,
                   QueryText::tr("The answer is none of the query API of Prometheus. Check the "
                                 "address."),
                   u"prometheus.answer"_s);
}

QString textOf(std::optional<JsonValue> value)
{
    return value && value->is(JsonKind::Text) ? utf8Text(value->text()) : QString();
}

ErrorCode codeOf(std::string_view type)
{
    struct Known
    {
        std::string_view type;
        ErrorCode code;
    };
    constexpr std::array kKnown{
        Known{"timeout", ErrorCode::Timeout}, Known{"canceled", ErrorCode::Cancelled},
        Known{"internal", ErrorCode::Network}, Known{"unavailable", ErrorCode::Network},
        Known{"not_found", ErrorCode::NotFound}};
    const auto *const known = std::find_if(kKnown.begin(), kKnown.end(),
                                           [type](const Known &each) { return each.type == type; });
    return known == kKnown.end() ? ErrorCode::InvalidArgument : known->code;
}

/// What is no text is left out.
QStringList textsOf(std::optional<JsonValue> list)
{
    QStringList texts;
    if (!list)
        return texts;
    for (const JsonValue each : JsonElements(*list)) {
        if (each.is(JsonKind::Text))
            texts.append(utf8Text(each.text()));
    }
    return texts;
}

/// The envelope around the data.
struct Envelope
{
    JsonDocument document; ///< which the data is a part of
    JsonValue data;
    QStringList warnings;
};

Result<Envelope> open(QByteArrayView body)
{
    auto document = JsonDocument::parse(body, kQueryMaxBytes);
    if (!document)
        return failure(document.error());
    const JsonValue root = document->root();
    const QString status = textOf(root.member("status"));
    if (status == "error"_L1) {
        const auto type = root.member("errorType");
        return failure(
            codeOf(type ? type->text() : std::string_view()),
            QueryText::tr("The server refused the question: %1").arg(textOf(root.member("error"))),
            kRefused + textOf(type));
    }
    const auto data = root.member("data");
    if (status != "success"_L1 || !data)
        return notUnderstood();
    QStringList warnings = textsOf(root.member("warnings")) + textsOf(root.member("infos"));
    return Envelope{*std::move(document), *data, std::move(warnings)};
}

std::optional<TagMap> labelsOf(JsonValue object)
{
    if (!object.is(JsonKind::Object))
        return std::nullopt;
    TagMap labels;
    for (const JsonMembers::Member label : JsonMembers(object)) {
        if (!label.value.is(JsonKind::Text))
            return std::nullopt;
        if (!label.value.text().empty())
            labels.insert(utf8Text(label.name), utf8Text(label.value.text()));
    }
    return labels;
}

/// `[seconds, "text"]`.
struct Moment
{
    Timestamp at;
    std::string_view text;
};

std::optional<Moment> momentOf(JsonValue pair)
{
    if (!pair.is(JsonKind::List) || pair.size() != 2)
        return std::nullopt;
    auto element = JsonElements(pair).begin();
    const JsonValue seconds = *element;
    const JsonValue text = *++element;
    if (!seconds.is(JsonKind::Number) || !text.is(JsonKind::Text))
        return std::nullopt;
    const auto scaled = scaledInteger(seconds.text(), kSecondPower);
    return scaled ? std::optional(Moment{Timestamp(scaled->value), text.text()}) : std::nullopt;
}

std::optional<Sample> sampleOf(JsonValue pair)
{
    const auto moment = momentOf(pair);
    const auto value = moment ? parseSampleValue(moment->text) : notUnderstood();
    return value ? std::optional(Sample{moment->at, *value}) : std::nullopt;
}

/// False for what is no series. One without a value, of native histograms alone, is none either.
bool takeSeries(JsonValue value, QueryAnswer &answer)
{
    const auto metric = value.member("metric");
    auto labels = metric ? labelsOf(*metric) : std::nullopt;
    if (!labels)
        return false;
    QuerySeries series{*std::move(labels), {}};
    if (const auto one = value.member("value")) {
        const auto sample = sampleOf(*one);
        if (!sample)
            return false;
        series.samples.push_back(*sample);
    }
    if (const auto many = value.member("values")) {
        series.samples.reserve(many->size());
        for (const JsonValue each : JsonElements(*many)) {
            const auto sample = sampleOf(each);
            if (!sample)
                return false;
            series.samples.push_back(*sample);
        }
    }
    answer.histograms += value.member("histogram") ? 1 : 0;
    if (const auto histograms = value.member("histograms"))
        answer.histograms += static_cast<std::int64_t>(histograms->size());
    if (!series.samples.empty())
        answer.series.push_back(std::move(series));
    return true;
}

bool takeResult(const QString &type, JsonValue result, QueryAnswer &answer)
{
    if (type == "string"_L1) {
        answer.type = ResultType::String;
        const auto moment = momentOf(result);
        answer.text = moment ? utf8Text(moment->text) : QString();
        return moment.has_value();
    }
    if (type == "scalar"_L1) {
        answer.type = ResultType::Scalar;
        const auto sample = sampleOf(result);
        if (sample)
            answer.series.push_back({{}, {*sample}});
        return sample.has_value();
    }
    if ((type != "vector"_L1 && type != "matrix"_L1) || !result.is(JsonKind::List))
        return false;
    answer.type = type == "vector"_L1 ? ResultType::Vector : ResultType::Matrix;
    for (const JsonValue each : JsonElements(result)) {
        if (!takeSeries(each, answer))
            return false;
    }
    return true;
}

} // namespace

bool isRefusalOfServer(const Error &error)
{
    return error.detail.startsWith(kRefused);
}

Result<QueryAnswer> readQueryAnswer(QByteArrayView body)
{
    auto envelope = open(body);
    if (!envelope)
        return failure(envelope.error());
    QueryAnswer answer;
    answer.warnings = std::move(envelope->warnings);
    const auto result = envelope->data.member("result");
    if (!result || !takeResult(textOf(envelope->data.member("resultType")), *result, answer))
        return notUnderstood();
    return answer;
}

Result<NameAnswer> readNameAnswer(QByteArrayView body)
{
    auto envelope = open(body);
    if (!envelope)
        return failure(envelope.error());
    if (!envelope->data.is(JsonKind::List))
        return notUnderstood();
    return NameAnswer{textsOf(envelope->data), std::move(envelope->warnings)};
}

Result<LabelSetAnswer> readLabelSetAnswer(QByteArrayView body)
{
    auto envelope = open(body);
    if (!envelope)
        return failure(envelope.error());
    if (!envelope->data.is(JsonKind::List))
        return notUnderstood();
    LabelSetAnswer answer{{}, std::move(envelope->warnings)};
    for (const JsonValue each : JsonElements(envelope->data)) {
        auto labels = labelsOf(each);
        if (!labels)
            return notUnderstood();
        answer.series.push_back(*std::move(labels));
    }
    return answer;
}

Result<MetadataAnswer> readMetadataAnswer(QByteArrayView body)
{
    auto envelope = open(body);
    if (!envelope)
        return failure(envelope.error());
    if (!envelope->data.is(JsonKind::Object))
        return notUnderstood();
    MetadataAnswer answer{{}, std::move(envelope->warnings)};
    for (const JsonMembers::Member metric : JsonMembers(envelope->data)) {
        for (const JsonValue told : JsonElements(metric.value)) {
            answer.metrics.emplace(utf8Text(metric.name),
                                   MetricMetadata{textOf(told.member("type")),
                                                  textOf(told.member("help")),
                                                  textOf(told.member("unit"))});
        }
    }
    return answer;
}

} // namespace tidemark::prometheus
