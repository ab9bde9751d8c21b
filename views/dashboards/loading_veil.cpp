// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/loading_veil.h"

#include <QEvent>
#include <QPainter>
#include <QPushButton>

#include <chrono>

namespace tidemark {

using namespace std::chrono_literals;

namespace {

// S3 counts from the start: 150 ms, 300 ms, 1 s.
constexpr auto kUntilDim = 150ms;
constexpr auto kUntilBusy = 150ms;
constexpr auto kUntilOffer = 700ms;
constexpr double kDimAlpha = 0.55;

} // namespace

LoadingVeil::LoadingVeil(QWidget *covered)
    : QWidget(covered)
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    m_timer.setSingleShot(true);
    m_cancel->hide();
    hide();
    covered->installEventFilter(this);
    connect(&m_timer, &QTimer::timeout, this, &LoadingVeil::advance);
    connect(m_cancel, &QPushButton::clicked, this, &LoadingVeil::cancelled);
}

void LoadingVeil::start(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    if (m_stage != Stage::Hidden) {
        update();
        return;
    }
    m_stage = Stage::Waiting;
    m_timer.start(kUntilDim);
}

void LoadingVeil::stop()
{
    m_timer.stop();
    m_stage = Stage::Hidden;
    m_cancel->hide();
    hide();
}

bool LoadingVeil::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

void LoadingVeil::advance()
{
    switch (m_stage) {
    case Stage::Waiting:
        m_stage = Stage::Dimmed;
        m_timer.start(kUntilBusy);
        place();
        raise();
        show();
        break;
    case Stage::Dimmed:
        m_stage = Stage::Busy;
        m_timer.start(kUntilOffer);
        break;
    case Stage::Busy:
        m_stage = Stage::Offering;
        m_cancel->show();
        place();
        break;
    case Stage::Hidden:
    case Stage::Offering:
        break;
    }
    update();
}

void LoadingVeil::place()
{
    setGeometry(parentWidget()->rect());
    m_cancel->adjustSize();
    m_cancel->move((width() - m_cancel->width()) / 2, height() / 2 + fontMetrics().height());
}

void LoadingVeil::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor dim = palette().color(QPalette::Base);
    dim.setAlphaF(static_cast<float>(kDimAlpha));
    painter.fillRect(rect(), dim);
    if (m_stage != Stage::Busy && m_stage != Stage::Offering)
        return;
    painter.setPen(palette().color(QPalette::Text));
    const QString text = m_stage == Stage::Busy ? tr("Loading…") : m_text;
    painter.drawText(rect().adjusted(8, 0, -8, -fontMetrics().height()), Qt::AlignCenter, text);
}

} // namespace tidemark
