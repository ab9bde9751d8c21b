// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

class QWidget;

namespace tidemark {

class ActionRegistry;

/// What F1 says about one area of the window.
struct HelpTopic
{
    QString id;    ///< the object name of the area's outermost widget: `metricsDock`
    QString title; ///< the area as the shortcut list calls it
    QString text;  ///< rich text of a few sentences
};

/// The help of every area of the window, in reading order; the last one is the window as a whole.
[[nodiscard]] QList<HelpTopic> helpTopics();

/// The topic of the innermost area around `focused`; that of the whole window elsewhere.
[[nodiscard]] HelpTopic topicFor(const QWidget *focused);

/// Shows one topic, with the keys of its area taken from the registry (W8). GUI thread.
class AreaHelp final : public QDialog
{
    Q_OBJECT

public:
    AreaHelp(const HelpTopic &topic, const ActionRegistry &actions, QWidget *parent = nullptr);
};

} // namespace tidemark
