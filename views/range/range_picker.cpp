// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/range/range_picker.h"

#include "model/ports/clock.h"
#include "model/time/time_format.h"
#include "model/time/time_presets.h"
#include "views/dashboards/view_context.h"
#include "views/range/range_text.h"
#include "views/range/zone_chooser.h"

#include <QCalendarWidget>
#include <QComboBox>
#include <QGridLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRangeRole = Qt::UserRole;
constexpr int kLocaleDay = 0;

/// Expressions that mean the range again when typed.
QString expressionText(const TimeExpression &border, const TimeRange &range, const Zone &zone)
{
    if (range.isRelative())
        return border.text();
    const auto instant = border.resolve({}, {}, Border::From);
    return instant ? isoTime(*instant, zone) : border.text();
}

/// The calendar's own arrows and red weekends belong to no theme, and its view has no name.
void dressCalendar(QCalendarWidget &calendar)
{
    const auto arrow = [&calendar](const QString &name, Qt::ArrowType type, const QString &text) {
        if (auto *button = calendar.findChild<QToolButton *>(name)) {
            button->setIcon({});
            button->setArrowType(type);
            button->setAccessibleName(text);
        }
    };
    arrow(u"qt_calendar_prevmonth"_s, Qt::LeftArrow, RangePicker::tr("Previous month"));
    arrow(u"qt_calendar_nextmonth"_s, Qt::RightArrow, RangePicker::tr("Next month"));
    if (auto *view = calendar.findChild<QWidget *>(u"qt_calendar_calendarview"_s))
        view->setAccessibleName(RangePicker::tr("Days"));
    for (const Qt::DayOfWeek day : {Qt::Saturday, Qt::Sunday})
        calendar.setWeekdayTextFormat(day, calendar.weekdayTextFormat(Qt::Monday));
}

} // namespace

QString rangeToJson(const TimeRange &range)
{
    return QString::fromUtf8(QJsonDocument(range.toJson()).toJson(QJsonDocument::Compact));
}

Result<TimeRange> rangeFromJson(const QString &json)
{
    return TimeRange::fromJson(QJsonDocument::fromJson(json.toUtf8()).object());
}

RangePicker::RangePicker(ViewContext &context, const QStringList &recent, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_ranges(new QListWidget(this))
    , m_from(new QLineEdit(this))
    , m_to(new QLineEdit(this))
    , m_preview(new QLabel(this))
    , m_pages(new QStackedWidget(this))
    , m_calendar(new QCalendarWidget(this))
    , m_zones(new ZoneChooser(this))
    , m_zoneButton(new QToolButton(this))
    , m_weekStart(new QComboBox(this))
    , m_apply(new QPushButton(tr("Apply range"), this))
{
    setWindowTitle(tr("Time range"));
    setObjectName(u"rangePicker"_s);
    buildLeft(recent);
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_ranges, 2);
    layout->addWidget(buildRight(), 3);
    resize(660, 500);
    fillFromContext();
    connectFields();
    updatePreview();
    m_from->setFocus();
    m_from->selectAll();
}

void RangePicker::buildLeft(const QStringList &recent)
{
    m_ranges->setAccessibleName(tr("Ranges by name"));
    m_ranges->setUniformItemSizes(true);
    for (const TimePreset &preset : timePresets()) {
        if (m_ranges->count() == 0)
            addHeading(tr("Ranges"));
        addRange(preset.label(), preset.range());
    }
    bool hasHeading = false;
    for (const QString &json : recent) {
        const Result<TimeRange> range = rangeFromJson(json);
        if (!range)
            continue;
        const auto window = range->resolve(m_context.clock().now(), m_context.calendar());
        if (!window)
            continue;
        if (!std::exchange(hasHeading, true))
            addHeading(tr("Recent"));
        addRange(rangeLabel(*range, *window, m_context.calendar(), locale()), *range);
    }
}

void RangePicker::addHeading(const QString &text)
{
    auto *item = new QListWidgetItem(text, m_ranges);
    item->setFlags(Qt::NoItemFlags);
    QFont bold = font();
    bold.setBold(true);
    item->setFont(bold);
}

void RangePicker::addRange(const QString &label, const TimeRange &range)
{
    auto *item = new QListWidgetItem(label, m_ranges);
    item->setData(kRangeRole, rangeToJson(range));
    if (range == m_context.range())
        m_ranges->setCurrentItem(item);
}

QWidget *RangePicker::buildRight()
{
    m_from->setAccessibleName(tr("From"));
    m_from->setPlaceholderText(u"now-7d"_s);
    m_to->setAccessibleName(tr("To"));
    m_to->setPlaceholderText(u"now"_s);
    m_preview->setWordWrap(true);
    m_preview->setMinimumHeight(fontMetrics().lineSpacing() * 3);
    m_preview->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    m_calendar->setAccessibleName(tr("Calendar: choose the first day, then the last"));
    dressCalendar(*m_calendar);
    m_zoneButton->setCheckable(true);
    m_zoneButton->setToolTip(tr("Choose a time zone. Alt+U changes between UTC and the system's."));
    m_weekStart->setAccessibleName(tr("First day of the week"));
    m_weekStart->addItem(tr("Week starts: by language"), kLocaleDay);
    for (int day = Qt::Monday; day <= Qt::Sunday; ++day)
        m_weekStart->addItem(tr("Week starts: %1").arg(locale().dayName(day)), day);
    m_apply->setProperty("variant", u"primary"_s);
    m_apply->setDefault(true);
    m_pages->addWidget(m_calendar);
    m_pages->addWidget(m_zones);

    auto *right = new QWidget(this);
    auto *grid = new QGridLayout(right);
    grid->setContentsMargins(0, 0, 0, 0);
    auto *fromLabel = new QLabel(tr("&From"), right);
    fromLabel->setBuddy(m_from);
    auto *toLabel = new QLabel(tr("&To"), right);
    toLabel->setBuddy(m_to);
    grid->addWidget(fromLabel, 0, 0);
    grid->addWidget(m_from, 0, 1);
    grid->addWidget(toLabel, 1, 0);
    grid->addWidget(m_to, 1, 1);
    grid->addWidget(m_preview, 2, 0, 1, 2);
    grid->addWidget(m_pages, 3, 0, 1, 2);
    grid->setRowStretch(3, 1);
    auto *row = new QHBoxLayout;
    row->addWidget(m_zoneButton);
    row->addWidget(m_weekStart, 1);
    row->addWidget(m_apply);
    grid->addLayout(row, 4, 0, 1, 2);
    return right;
}

void RangePicker::connectFields()
{
    connect(m_from, &QLineEdit::textEdited, this, &RangePicker::onTextEdited);
    connect(m_to, &QLineEdit::textEdited, this, &RangePicker::onTextEdited);
    connect(m_apply, &QPushButton::clicked, this, &RangePicker::apply);
    connect(m_calendar, &QCalendarWidget::clicked, this, &RangePicker::onDayClicked);
    connect(m_calendar, &QCalendarWidget::activated, this, &RangePicker::onDayClicked);
    connect(m_zones, &ZoneChooser::zoneChosen, this, &RangePicker::setZone);
    connect(m_zoneButton, &QToolButton::toggled, this,
            [this](bool shown) { m_pages->setCurrentIndex(shown ? 1 : 0); });
    const auto choose = [this](const QListWidgetItem *item) {
        if (const auto range = rangeFromJson(item->data(kRangeRole).toString()))
            applyRange(*range);
    };
    connect(m_ranges, &QListWidget::itemClicked, this, choose);
    connect(m_ranges, &QListWidget::itemActivated, this, choose);
    connect(m_weekStart, &QComboBox::activated, this, [this] {
        const int day = m_weekStart->currentData().toInt();
        const auto chosen =
            day == kLocaleDay ? std::nullopt : std::optional(static_cast<Qt::DayOfWeek>(day));
        Q_EMIT weekStartChosen(chosen);
        m_calendar->setFirstDayOfWeek(m_context.calendar().weekStart);
        updatePreview();
    });
    auto *toggle = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_U), this);
    connect(toggle, &QShortcut::activated, this, &RangePicker::toggleUtc);
}

void RangePicker::fillFromContext()
{
    const TimeRange &range = m_context.range();
    const Calendar &calendar = m_context.calendar();
    if (range.kind() == TimeRange::Kind::AllData)
        setExpressions(isoTime(m_context.window().begin, calendar.zone),
                       isoTime(m_context.window().end, calendar.zone));
    else
        setExpressions(expressionText(range.from(), range, calendar.zone),
                       expressionText(range.to(), range, calendar.zone));
    m_zones->setZone(calendar.zone);
    m_zoneButton->setText(tr("Zone: %1").arg(calendar.zone.id()));
    m_calendar->setFirstDayOfWeek(calendar.weekStart);
    const int place = m_weekStart->findData(static_cast<int>(calendar.weekStart));
    const bool isLocales = locale().firstDayOfWeek() == calendar.weekStart;
    m_weekStart->setCurrentIndex(isLocales ? 0 : place);
}

} // namespace tidemark
