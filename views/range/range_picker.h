// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_range.h"

#include <QDialog>
#include <QStringList>

#include <optional>

class QCalendarWidget;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace tidemark {

class ViewContext;
class ZoneChooser;

/// Chooses the range, zone and first day of the week: presets, From and To with a preview of both
/// instants, a calendar and recent ranges (T1, T2). Zone and week start act at once; a range acts
/// when it is applied. GUI thread.
class RangePicker final : public QDialog
{
    Q_OBJECT

public:
    /// `recent` holds ranges as compact JSON, newest first.
    RangePicker(ViewContext &context, const QStringList &recent, QWidget *parent = nullptr);

    void setExpressions(const QString &from, const QString &to);
    /// Both resolved instants, or why there are none.
    [[nodiscard]] QString previewText() const;
    [[nodiscard]] bool canApply() const;

Q_SIGNALS:
    /// A range was applied; as compact JSON for the list of recent ones.
    void rangeApplied(const QString &json);
    void zoneChosen(const tidemark::Zone &zone);
    /// Nothing: the locale's day.
    void weekStartChosen(std::optional<Qt::DayOfWeek> day);

private:
    void buildLeft(const QStringList &recent);
    QWidget *buildRight();
    void connectFields();
    void fillFromContext();
    void addHeading(const QString &text);
    void addRange(const QString &label, const TimeRange &range);
    void updatePreview();
    void onTextEdited();
    void onDayClicked(QDate day);
    void apply();
    void applyRange(const TimeRange &range);
    void toggleUtc();
    void setZone(const Zone &zone);
    void markDays();

    ViewContext &m_context;
    QListWidget *m_ranges;
    QLineEdit *m_from;
    QLineEdit *m_to;
    QLabel *m_preview;
    QStackedWidget *m_pages;
    QCalendarWidget *m_calendar;
    ZoneChooser *m_zones;
    QToolButton *m_zoneButton;
    QComboBox *m_weekStart;
    QPushButton *m_apply;
    std::optional<TimeRange> m_parsed;
    bool m_nextDayIsTo = false;
};

/// A range as one line of text for the settings, and back. Errors: InvalidArgument.
[[nodiscard]] QString rangeToJson(const TimeRange &range);
[[nodiscard]] Result<TimeRange> rangeFromJson(const QString &json);

} // namespace tidemark
