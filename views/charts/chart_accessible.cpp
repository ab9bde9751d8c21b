// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_accessible.h"

#include "model/time/saturating.h"
#include "views/charts/bucket_search.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/time_labels.h"

#include <QAccessibleWidget>
#include <QCoreApplication>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::charts::Description)
};

/// The chart as assistive technology sees it.
class AccessibleChart final : public QAccessibleWidget
{
public:
    explicit AccessibleChart(ChartCanvas *canvas)
        : QAccessibleWidget(canvas, QAccessible::Chart)
    {}

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        const ChartContent &content = canvas().controller().content();
        switch (kind) {
        case QAccessible::Name:
            return content.title.isEmpty() ? Text::tr("Chart") : content.title;
        case QAccessible::Description:
            return chartDescription(content);
        case QAccessible::Value:
            return readoutText(readoutAt(content, canvas().controller().cursor()));
        default:
            return QAccessibleWidget::text(kind);
        }
    }

private:
    [[nodiscard]] const ChartCanvas &canvas() const
    {
        return *qobject_cast<const ChartCanvas *>(widget());
    }
};

QAccessibleInterface *makeAccessibleChart(const QString &className, QObject *object)
{
    if (className != QLatin1String(ChartCanvas::staticMetaObject.className()))
        return nullptr;
    auto *canvas = qobject_cast<ChartCanvas *>(object);
    return canvas ? new AccessibleChart(canvas) : nullptr; // Qt's cache takes it
}

/// What a series does in the window.
struct Summary
{
    std::int64_t count = 0;
    const ChartPoint *lowest = nullptr;
    const ChartPoint *highest = nullptr;
    const ChartPoint *first = nullptr;
    const ChartPoint *last = nullptr;
};

Summary summaryOf(const ChartSeries &series, const TimeWindow &window)
{
    Summary summary;
    const auto range = valuesIn(series.points, window);
    for (std::size_t i = range ? range->first : 0; range && i <= range->last; ++i) {
        const ChartPoint &point = series.points[i];
        if (!point.hasValue())
            continue;
        summary.count += point.count;
        if (summary.first == nullptr)
            summary.first = summary.lowest = summary.highest = &point;
        summary.last = &point;
        if (*point.value < *summary.lowest->value)
            summary.lowest = &point;
        if (*point.value > *summary.highest->value)
            summary.highest = &point;
    }
    return summary;
}

/// The trend by the ends, a change under 5 % of the range counting as none.
QString trendText(const Summary &summary)
{
    const double change = *summary.last->value - *summary.first->value;
    const double range = *summary.highest->value - *summary.lowest->value;
    if (std::abs(change) < 0.05 * range || range == 0)
        return Text::tr("level");
    return change > 0 ? Text::tr("rising") : Text::tr("falling");
}

QString seriesSentence(const ChartContent &content, const ChartSeries &series)
{
    QString name = series.name;
    if (!series.unit.isEmpty())
        name += u", "_s + series.unit.symbol();
    const Summary summary = summaryOf(series, content.window);
    if (summary.first == nullptr)
        return Text::tr("%1: no data.").arg(name);
    const NumberFormatter &numbers = content.numbers;
    const Timestamp lastInstant(saturatingSubtract(content.window.end.posixNs(), 1));
    const QString days =
        daysLabel(content.calendar.zone.civilAt(content.window.begin).date,
                  content.calendar.zone.civilAt(lastInstant).date, content.timeForm());
    return Text::tr("%1, %2, %3 records, lowest %4, highest %5 on %6, %7.")
        .arg(name, days, numbers.fullCount(summary.count), numbers.value(summary.lowest->value),
             numbers.value(summary.highest->value),
             bucketLabel(summary.highest->window, content.period, content.calendar,
                         content.timeForm()),
             trendText(summary));
}

} // namespace

QString chartDescription(const ChartContent &content)
{
    QStringList sentences;
    for (const ChartSeries *one : content.visibleSeries())
        sentences.append(seriesSentence(content, *one));
    return sentences.isEmpty() ? Text::tr("No series.") : sentences.join(u' ');
}

void installChartAccessibility()
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(makeAccessibleChart);
        return true;
    }();
    Q_UNUSED(isInstalled)
}

} // namespace tidemark::charts
