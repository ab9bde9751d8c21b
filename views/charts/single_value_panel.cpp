// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/single_value_panel.h"

#include "views/theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

constexpr double kNumberScale = 1.5;
constexpr double kCaptionScale = 0.9;

QFont scaledFont(const QFont &base, double factor, QFont::Weight weight)
{
    QFont font = base;
    if (base.pointSizeF() > 0)
        font.setPointSizeF(base.pointSizeF() * factor);
    else
        font.setPixelSize(std::max(1, static_cast<int>(base.pixelSize() * factor)));
    font.setWeight(weight);
    return font;
}

/// -1, 0 or 1.
int directionOf(const SingleValue &value)
{
    if (!value.value || !value.before || *value.value == *value.before)
        return 0;
    return *value.value > *value.before ? 1 : -1;
}

} // namespace

SingleValuePanel::SingleValuePanel(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_caption(new QLabel(this))
    , m_number(new QLabel(this))
    , m_change(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 6, 10, 6);
    column->setSpacing(1);
    column->addWidget(m_caption);
    auto *row = new QHBoxLayout;
    row->setSpacing(7);
    row->addWidget(m_number, 0, Qt::AlignBaseline);
    row->addWidget(m_change, 0, Qt::AlignBaseline);
    row->addStretch(1);
    column->addLayout(row);
    column->addStretch(1);
    m_caption->setProperty("tone", u"muted"_s);
    m_caption->setFont(scaledFont(font(), kCaptionScale, QFont::Normal));
    m_number->setFont(scaledFont(font(), kNumberScale, QFont::Bold));
    m_change->setFont(scaledFont(font(), kCaptionScale, QFont::DemiBold));
    for (QLabel *label : {m_caption, m_number, m_change}) {
        label->setTextFormat(Qt::PlainText);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    refresh();
}

void SingleValuePanel::setNumberFormatter(const NumberFormatter &formatter)
{
    m_numbers = formatter;
    refresh();
}

void SingleValuePanel::setValue(const SingleValue &value)
{
    m_value = value;
    refresh();
}

QString SingleValuePanel::changeText() const
{
    if (!m_value.value || !m_value.before)
        return {};
    const QString change = m_value.isChangeRelative
                               ? m_numbers.percentChange(m_value.before, m_value.value)
                               : m_numbers.difference(m_value.before, m_value.value, m_value.unit);
    const int direction = directionOf(m_value);
    const QString arrow = direction > 0 ? u"\u2191"_s : direction < 0 ? u"\u2193"_s : u"\u2192"_s;
    return arrow % u'\u00a0' % change;
}

std::optional<theme::StateColor> SingleValuePanel::judgement() const
{
    const int direction = directionOf(m_value);
    if (direction == 0 || m_value.good == GoodDirection::None)
        return std::nullopt;
    const bool isGood = (direction > 0) == (m_value.good == GoodDirection::Up);
    return isGood ? theme::StateColor::Good : theme::StateColor::Caution;
}

QString SingleValuePanel::description() const
{
    QString text =
        tr("%1: %2").arg(m_value.caption, m_numbers.fullValue(m_value.value, m_value.unit));
    if (!m_value.value || !m_value.before)
        return text;
    const QString change = m_numbers.difference(m_value.before, m_value.value, m_value.unit);
    const QString before = m_numbers.fullValue(m_value.before, m_value.unit);
    const QString with = m_value.comparedWith.isEmpty() ? tr("before") : m_value.comparedWith;
    const int direction = directionOf(m_value);
    text += u'\n' + (direction > 0   ? tr("Risen by %1 against %2 (%3)").arg(change, with, before)
                     : direction < 0 ? tr("Fallen by %1 against %2 (%3)").arg(change, with, before)
                                     : tr("Unchanged against %1 (%2)").arg(with, before));
    const auto judged = judgement();
    if (judged)
        text += *judged == theme::StateColor::Good ? tr(", better") : tr(", worse");
    return text;
}

void SingleValuePanel::refresh()
{
    m_number->setText(m_numbers.value(m_value.value, m_value.unit));
    m_change->setText(changeText());
    const auto judged = judgement();
    const QString tone = !judged                              ? u"muted"_s
                         : *judged == theme::StateColor::Good ? u"good"_s
                                                              : u"caution"_s;
    if (m_change->property("tone").toString() != tone) {
        m_change->setProperty("tone", tone);
        m_change->style()->unpolish(m_change);
        m_change->style()->polish(m_change);
    }
    fit();
    setToolTip(description());
    setAccessibleName(m_value.caption.isEmpty() ? tr("Value") : m_value.caption);
    setAccessibleDescription(description());
}

void SingleValuePanel::fit()
{
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right();
    m_caption->setText(m_caption->fontMetrics().elidedText(m_value.caption, Qt::ElideRight, room));
    constexpr int kGap = 7;
    m_change->setVisible(m_number->sizeHint().width() + kGap + m_change->sizeHint().width() <=
                         room);
}

void SingleValuePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void SingleValuePanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
        event->key() == Qt::Key_Space)
        Q_EMIT activated();
    else
        QWidget::keyPressEvent(event);
}

void SingleValuePanel::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT activated();
}

void SingleValuePanel::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.palette().focusRing, 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

} // namespace tidemark::charts
