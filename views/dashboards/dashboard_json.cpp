// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/dashboard_json.h"

#include "views/dashboards/canonical_json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFormat = "tidemark.dashboard"_L1;
constexpr int kMaxRow = 10'000;
constexpr int kSecondsPerDay = 86'400;
// Automatic, which has no word: an absent key means it.
constexpr std::array kGapModes{std::pair{GapMode::Never, "never"_L1},
                               std::pair{GapMode::Always, "always"_L1},
                               std::pair{GapMode::UpTo, "up_to"_L1}};
// Automatic likewise.
constexpr std::array kDetails{std::pair{PanelDetail::Periods, "periods"_L1},
                              std::pair{PanelDetail::Values, "values"_L1}};
constexpr std::array kTypes{
    std::pair{PanelType::Chart, "chart"_L1}, std::pair{PanelType::Value, "value"_L1},
    std::pair{PanelType::Table, "table"_L1}, std::pair{PanelType::Text, "text"_L1}};

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Dashboard)
};

/// Takes known keys out of an object; what is left are the unknown ones.
class ObjectReader
{
public:
    explicit ObjectReader(QJsonObject object)
        : m_rest(std::move(object))
    {}

    QString text(QLatin1StringView key)
    {
        return m_rest.value(key).isString() ? m_rest.take(key).toString() : QString();
    }
    int number(QLatin1StringView key, int first, int last, int fallback)
    {
        if (!m_rest.value(key).isDouble())
            return fallback;
        return static_cast<int>(
            std::clamp(m_rest.take(key).toDouble(), double(first), double(last)));
    }
    bool flag(QLatin1StringView key, bool fallback)
    {
        return m_rest.value(key).isBool() ? m_rest.take(key).toBool() : fallback;
    }
    std::optional<double> real(QLatin1StringView key)
    {
        return m_rest.value(key).isDouble() ? std::optional(m_rest.take(key).toDouble())
                                            : std::nullopt;
    }
    QJsonObject object(QLatin1StringView key)
    {
        return m_rest.value(key).isObject() ? m_rest.take(key).toObject() : QJsonObject();
    }
    QJsonArray array(QLatin1StringView key)
    {
        return m_rest.value(key).isArray() ? m_rest.take(key).toArray() : QJsonArray();
    }
    /// One that cannot be read stays where it is.
    std::optional<TimeRange> range(QLatin1StringView key)
    {
        const auto read = TimeRange::fromJson(m_rest.value(key).toObject());
        if (!read)
            return std::nullopt;
        m_rest.remove(key);
        return *read;
    }
    /// Like text(), but a word that `parse` does not know stays where it is.
    template <class Parse>
    auto word(QLatin1StringView key, Parse parse) -> decltype(parse(QString()))
    {
        const auto parsed = parse(m_rest.value(key).toString());
        if (parsed)
            m_rest.remove(key);
        return parsed;
    }
    [[nodiscard]] QJsonObject rest() const { return m_rest; }

private:
    QJsonObject m_rest;
};

QJsonObject toJson(const PanelPlace &place)
{
    QJsonObject object = place.other;
    object.insert("column"_L1, place.column);
    object.insert("columns"_L1, place.columns);
    object.insert("row"_L1, place.row);
    object.insert("rows"_L1, place.rows);
    return object;
}

PanelPlace placeFromJson(const QJsonObject &object)
{
    ObjectReader reader(object);
    PanelPlace place;
    place.column = reader.number("column"_L1, 0, kGridColumns - 1, 0);
    place.columns =
        reader.number("columns"_L1, 1, kGridColumns - place.column, kGridColumns - place.column);
    place.row = reader.number("row"_L1, 0, kMaxRow, 0);
    place.rows = reader.number("rows"_L1, 1, 200, 6);
    place.other = reader.rest();
    return place;
}

QJsonArray toJson(const std::vector<MetricRef> &metrics)
{
    QJsonArray array;
    for (const MetricRef &metric : metrics) {
        QJsonObject object = metric.other;
        object.insert("name"_L1, metric.name);
        if (!metric.uid.isEmpty())
            object.insert("uid"_L1, metric.uid);
        array.append(object);
    }
    return array;
}

std::vector<MetricRef> metricsFromJson(const QJsonArray &array)
{
    std::vector<MetricRef> metrics;
    for (const QJsonValue value : array) {
        ObjectReader reader(value.toObject());
        MetricRef metric;
        metric.name = value.isString() ? value.toString() : reader.text("name"_L1);
        metric.uid = reader.text("uid"_L1);
        metric.other = reader.rest();
        if (!metric.name.isEmpty() || !metric.uid.isEmpty())
            metrics.push_back(metric);
    }
    return metrics;
}

QJsonObject toJson(const PanelValueRange &values)
{
    QJsonObject object = values.other;
    if (values.min)
        object.insert("min"_L1, *values.min);
    if (values.max)
        object.insert("max"_L1, *values.max);
    const std::array flags{std::pair{"include_zero"_L1, values.includesZero},
                           std::pair{"lock"_L1, values.isLocked},
                           std::pair{"log"_L1, values.isLogarithmic}};
    for (const auto &[key, isOn] : flags) {
        if (isOn)
            object.insert(key, true);
    }
    return object;
}

PanelValueRange valuesFromJson(const QJsonObject &object)
{
    ObjectReader reader(object);
    PanelValueRange values;
    values.min = reader.real("min"_L1);
    values.max = reader.real("max"_L1);
    values.isLogarithmic = reader.flag("log"_L1, false);
    values.includesZero = reader.flag("include_zero"_L1, false);
    values.isLocked = reader.flag("lock"_L1, false);
    values.other = reader.rest();
    return values;
}

// What this version cannot read of a chart's look stays in `object`, as it came.
void addChartKeys(QJsonObject &object, const PanelSpec &panel)
{
    if (!object.contains("style"_L1))
        object.insert("style"_L1, panel.style == ChartStyle::Bars ? u"bars"_s : u"line"_s);
    object.insert("band"_L1, panel.showsBand);
    for (const auto &[mode, name] : kGapModes) {
        if (mode == panel.gap.mode)
            object.insert("gap"_L1, name);
    }
    if (panel.gap.mode == GapMode::UpTo)
        object.insert("gap_s"_L1, panel.gap.longest_s);
    if (panel.values != PanelValueRange{})
        object.insert("values"_L1, toJson(panel.values));
}

QJsonObject toJson(const PanelSpec &panel)
{
    QJsonObject object = panel.other;
    object.insert("id"_L1, panel.id);
    object.insert("place"_L1, toJson(panel.place));
    object.insert("title"_L1, panel.title);
    object.insert("type"_L1, panelTypeName(panel));
    if (!panel.metrics.empty())
        object.insert("metrics"_L1, toJson(panel.metrics));
    if (panel.period)
        object.insert("period"_L1, periodId(*panel.period));
    if (panel.function)
        object.insert("function"_L1, functionKey(*panel.function));
    if (panel.followsSelection)
        object.insert("follows_selection"_L1, true);
    for (const auto &[detail, name] : kDetails) {
        if (detail == panel.detail)
            object.insert("detail"_L1, name);
    }
    if (panel.type == PanelType::Chart)
        addChartKeys(object, panel);
    if (panel.type == PanelType::Text)
        object.insert("text"_L1, panel.text);
    if (panel.type == PanelType::Table && panel.hiddenColumns)
        object.insert("hidden_columns"_L1, QJsonArray::fromStringList(*panel.hiddenColumns));
    return object;
}

std::optional<ChartStyle> styleFromKey(const QString &key)
{
    if (key == "bars"_L1)
        return ChartStyle::Bars;
    return key == "line"_L1 ? std::optional(ChartStyle::Line) : std::nullopt;
}

std::optional<GapMode> gapFromKey(const QString &key)
{
    for (const auto &[mode, name] : kGapModes) {
        if (key == name)
            return mode;
    }
    return std::nullopt;
}

std::optional<PanelDetail> detailFromKey(const QString &key)
{
    for (const auto &[detail, name] : kDetails) {
        if (key == name)
            return detail;
    }
    return std::nullopt;
}

void readChartKeys(ObjectReader &reader, PanelSpec &panel)
{
    panel.style = reader.word("style"_L1, styleFromKey).value_or(ChartStyle::Line);
    panel.showsBand = reader.flag("band"_L1, true);
    panel.gap.mode = reader.word("gap"_L1, gapFromKey).value_or(GapMode::Automatic);
    if (panel.gap.mode == GapMode::UpTo)
        panel.gap.longest_s =
            reader.number("gap_s"_L1, 1, std::numeric_limits<int>::max(), kSecondsPerDay);
    panel.values = valuesFromJson(reader.object("values"_L1));
}

std::optional<Period> periodFromWord(const QString &word)
{
    const auto period = periodFromId(word);
    return period ? std::optional(*period) : std::nullopt;
}

PanelSpec panelFromJson(const QJsonObject &object)
{
    ObjectReader reader(object);
    PanelSpec panel;
    panel.id = reader.text("id"_L1);
    panel.title = reader.text("title"_L1);
    panel.typeName = reader.text("type"_L1);
    const auto *type = std::find_if(kTypes.begin(), kTypes.end(),
                                    [&](const auto &t) { return panel.typeName == t.second; });
    panel.type = type == kTypes.end() ? PanelType::Unknown : type->first;
    panel.place = placeFromJson(reader.object("place"_L1));
    panel.metrics = metricsFromJson(reader.array("metrics"_L1));
    panel.period = reader.word("period"_L1, periodFromWord);
    panel.function = reader.word("function"_L1, functionFromKey);
    panel.followsSelection = reader.flag("follows_selection"_L1, false);
    panel.detail = reader.word("detail"_L1, detailFromKey).value_or(PanelDetail::Automatic);
    if (panel.type == PanelType::Chart)
        readChartKeys(reader, panel);
    if (panel.type == PanelType::Text)
        panel.text = reader.text("text"_L1);
    if (panel.type == PanelType::Table && object.value("hidden_columns"_L1).isArray()) {
        panel.hiddenColumns.emplace();
        for (const auto &name : reader.array("hidden_columns"_L1))
            panel.hiddenColumns->append(name.toString());
    }
    panel.other = reader.rest();
    return panel;
}

void giveUniqueIds(Dashboard &dashboard)
{
    QSet<QString> taken;
    for (PanelSpec &panel : dashboard.panels) {
        if (panel.id.isEmpty() || taken.contains(panel.id))
            panel.id = dashboard.freePanelId();
        taken.insert(panel.id);
    }
}

} // namespace

QString panelTypeName(const PanelSpec &panel)
{
    for (const auto &[type, name] : kTypes) {
        if (type == panel.type)
            return name;
    }
    return panel.typeName;
}

QByteArray toFileText(const Dashboard &dashboard)
{
    QJsonObject object = dashboard.other;
    object.insert("format"_L1, kFormat);
    object.insert("schema"_L1, dashboard.schema);
    object.insert("title"_L1, dashboard.title);
    object.insert("uid"_L1, dashboard.uid);
    QJsonArray panels;
    for (const PanelSpec &panel : dashboard.panels)
        panels.append(toJson(panel));
    object.insert("panels"_L1, panels);
    if (dashboard.range)
        object.insert("range"_L1, dashboard.range->toJson());
    if (dashboard.isLive)
        object.insert("live"_L1, true);
    return canonicalJson(object);
}

Result<Dashboard> dashboardFromText(const QByteArray &text)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("The file is not valid JSON. Choose a dashboard file."),
                       u"offset %1: %2"_s.arg(problem.offset).arg(problem.errorString()));
    ObjectReader reader(document.object());
    if (reader.text("format"_L1) != kFormat)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("The file is not a Tidemark dashboard. Choose another one."), {});
    Dashboard dashboard;
    dashboard.schema = reader.number("schema"_L1, 1, 1'000'000, kDashboardSchema);
    dashboard.title = reader.text("title"_L1);
    dashboard.uid = reader.text("uid"_L1);
    for (const QJsonValue panel : reader.array("panels"_L1))
        dashboard.panels.push_back(panelFromJson(panel.toObject()));
    dashboard.range = reader.range("range"_L1);
    dashboard.isLive = reader.flag("live"_L1, false);
    dashboard.other = reader.rest();
    giveUniqueIds(dashboard);
    return dashboard;
}

} // namespace tidemark
