// SPDX-License-Identifier: GPL-3.0-or-later
// What the picker does with what is typed, pasted or clicked.
#include "views/range/range_picker.h"

#include "model/ports/clock.h"
#include "model/time/time_format.h"
#include "views/dashboards/view_context.h"
#include "views/range/zone_chooser.h"

#include <QCalendarWidget>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QTextCharFormat>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

void setTone(QLabel *label, const QString &tone)
{
    label->setProperty("tone", tone);
    label->style()->unpolish(label);
    label->style()->polish(label);
}

} // namespace

void RangePicker::setExpressions(const QString &from, const QString &to)
{
    m_from->setText(from);
    m_to->setText(to);
    updatePreview();
}

QString RangePicker::previewText() const
{
    return m_preview->text();
}

bool RangePicker::canApply() const
{
    return m_apply->isEnabled();
}

void RangePicker::onTextEdited()
{
    // A pasted "a/b" is a whole range (T8); no expression reads as one.
    for (const QLineEdit *field : {m_from, m_to}) {
        const Result<TimeWindow> window = parseWindowText(field->text());
        if (!window)
            continue;
        if (const auto range = TimeRange::absolute(*window)) {
            applyRange(*range);
            return;
        }
    }
    updatePreview();
}

void RangePicker::updatePreview()
{
    const Calendar &calendar = m_context.calendar();
    const Timestamp now = m_context.clock().now();
    const auto parsed = TimeRange::parse(m_from->text(), m_to->text(), now, calendar);
    m_parsed.reset();
    QString text;
    if (!parsed) {
        text = parsed.error().message;
    } else if (const auto window = parsed->range.resolve(now, calendar); !window) {
        text = window.error().message;
    } else {
        m_parsed = parsed->range;
        text =
            tr("%1\nuntil %2 (not included)", "both instants of a range in full")
                .arg(fullTime(window->begin, calendar.zone), fullTime(window->end, calendar.zone));
        if (parsed->wasReversed)
            text += u'\n' % tr("From lay after To; the two were swapped.");
    }
    m_preview->setText(text);
    setTone(m_preview, m_parsed ? u"muted"_s : u"error"_s);
    m_apply->setEnabled(m_parsed.has_value());
    m_apply->setToolTip(m_parsed ? QString() : text);
    markDays();
}

void RangePicker::onDayClicked(QDate day)
{
    const QString text = day.toString(Qt::ISODate);
    if (std::exchange(m_nextDayIsTo, !m_nextDayIsTo))
        m_to->setText(text);
    else
        setExpressions(text, text);
    updatePreview();
}

void RangePicker::markDays()
{
    m_calendar->setDateTextFormat({}, {}); // an invalid date clears all formats
    if (!m_parsed)
        return;
    const Calendar &calendar = m_context.calendar();
    const auto window = m_parsed->resolve(m_context.clock().now(), calendar);
    if (!window)
        return;
    constexpr int kMarkedDays = 400;
    const QDate first = toQDate(calendar.zone.civilAt(window->begin).date);
    const QDate last = toQDate(calendar.zone.civilAt(window->end - Timedelta(1)).date);
    QTextCharFormat marked;
    marked.setFontWeight(QFont::Bold);
    QColor tint = palette().color(QPalette::Highlight);
    tint.setAlphaF(0.18F);
    marked.setBackground(tint);
    // Of a long range its end, which is the page that is shown.
    for (QDate day = std::max(first, last.addDays(-kMarkedDays)); day <= last; day = day.addDays(1))
        m_calendar->setDateTextFormat(day, marked);
    const QSignalBlocker quiet(m_calendar);
    m_calendar->setCurrentPage(last.year(), last.month());
}

void RangePicker::apply()
{
    if (m_parsed)
        applyRange(*m_parsed);
}

void RangePicker::applyRange(const TimeRange &range)
{
    if (const auto applied = m_context.setRange(range); !applied) {
        m_preview->setText(applied.error().message);
        setTone(m_preview, u"error"_s);
        return;
    }
    if (range.kind() != TimeRange::Kind::AllData)
        Q_EMIT rangeApplied(rangeToJson(range));
    accept();
}

void RangePicker::toggleUtc()
{
    setZone(m_context.calendar().zone.isUtc() ? Zone::system() : Zone::utc());
}

void RangePicker::setZone(const Zone &zone)
{
    m_context.setZone(zone);
    m_zones->setZone(zone);
    m_zoneButton->setText(tr("Zone: %1").arg(zone.id()));
    m_zoneButton->setChecked(false);
    updatePreview();
    Q_EMIT zoneChosen(zone);
}

} // namespace tidemark
