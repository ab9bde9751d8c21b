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
constexpr int kChangeGap = 7;
constexpr int kVerticalMargin = 6;
constexpr int kTightMargin = 3;

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
    , m_valueRow(new QHBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, kVerticalMargin, 10, kVerticalMargin);
    column->setSpacing(1);
    column->addWidget(m_caption);
    m_valueRow->addWidget(m_number);
    m_valueRow->addWidget(m_change);
    m_valueRow->addStretch(1);
    column->addLayout(m_valueRow);
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

QString SingleValuePanel::fullCaption() const
{
    return m_value.detail.isEmpty() ? m_value.caption : m_value.caption % u" · "_s % m_value.detail;
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
        tr("%1: %2").arg(fullCaption(), m_numbers.fullValue(m_value.value, m_value.unit));
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
    setAccessibleName(m_value.caption.isEmpty() ? tr("Value") : fullCaption());
    setAccessibleDescription(description());
}

void SingleValuePanel::fit()
{
    QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right();
    const QFontMetrics captionMetrics = m_caption->fontMetrics();
    const QString caption =
        captionMetrics.horizontalAdvance(fullCaption()) <= room ? fullCaption() : m_value.caption;
    m_caption->setText(captionMetrics.elidedText(caption, Qt::ElideRight, room));
    const QSize number = m_number->sizeHint();
    const QSize change = m_change->sizeHint();
    const bool isBeside = number.width() + kChangeGap + change.width() <= room;
    const int linesHeight = m_caption->sizeHint().height() + number.height() + change.height();
    m_change->setVisible(isBeside || linesHeight + 2 * kTightMargin <= height());
    m_valueRow->setDirection(isBeside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_valueRow->setSpacing(isBeside ? kChangeGap : 0);
    for (QLabel *label : {m_number, m_change})
        m_valueRow->setAlignment(label, isBeside ? Qt::AlignBaseline : Qt::AlignLeft);
    // By the height alone, so that captions of cards side by side stay on one line.
    margins.setTop(linesHeight + 2 * kVerticalMargin <= height() ? kVerticalMargin : kTightMargin);
    margins.setBottom(margins.top());
    layout()->setContentsMargins(margins);
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
