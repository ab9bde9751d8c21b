// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/fitted_label.h"

#include <QEvent>

namespace tidemark {

FittedLabel::FittedLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void FittedLabel::setFullText(const QString &text)
{
    m_text = text;
    fit();
}

void FittedLabel::setExactText(const QString &text)
{
    m_exact = text;
    fit();
}

void FittedLabel::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    fit();
}

void FittedLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

void FittedLabel::fit()
{
    const QFontMetrics metrics(font());
    const int room = contentsRect().width();
    QString fitted;
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= m_text.size(); ++i) {
        if (i < m_text.size() && !m_text.at(i).isSpace())
            continue;
        const QString word = m_text.sliced(begin, i - begin);
        fitted += metrics.horizontalAdvance(word) > room
                      ? metrics.elidedText(word, Qt::ElideMiddle, room)
                      : word;
        if (i < m_text.size())
            fitted += m_text.at(i);
        begin = i + 1;
    }
    if (fitted != text())
        setText(fitted);
    setToolTip(fitted == m_text ? m_exact : m_text);
}

} // namespace tidemark
