// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/source.h"

#include <QStringList>
#include <QWidget>

class QComboBox;
class QLabel;

namespace tidemark {

class Formatter;

/// How much is sent to a source by itself and how often, with what each choice does (R5). GUI
/// thread.
class PublishingField final : public QWidget
{
    Q_OBJECT

public:
    /// `formatter` is a loan.
    explicit PublishingField(const Formatter &formatter, QWidget *parent = nullptr);

    void setLevel(PublishLevel level);
    void setInterval(Timedelta interval);
    /// Tags that wait and that the summary leaves out; "note" is one.
    void setDropped(const QStringList &tags);
    [[nodiscard]] PublishLevel level() const;
    [[nodiscard]] Timedelta interval() const;

Q_SIGNALS:
    void edited();

private:
    void showHelp();

    const Formatter &m_formatter;
    QComboBox *m_level;
    QComboBox *m_interval;
    QLabel *m_help;
    QStringList m_dropped;
};

} // namespace tidemark
