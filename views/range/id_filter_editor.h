// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/selection.h"

#include <QGroupBox>

class QButtonGroup;
class QLineEdit;
class QListWidget;

namespace tidemark {

/// Chooses any, none, or some of a list of ids: three different things (R2). Ids may be ticked in
/// the list of known ones or typed, separated by commas. GUI thread.
class IdFilterEditor final : public QGroupBox
{
    Q_OBJECT

public:
    struct Words
    {
        QString title; ///< `Devices`
        QString any;   ///< `Any device or none`
        QString none;  ///< `Only without a device`; empty: that choice is left out
        QString these; ///< `Only these devices`
        QString typed; ///< placeholder of the field
    };

    explicit IdFilterEditor(const Words &words, QWidget *parent = nullptr);

    void setKnownIds(const QStringList &ids);
    [[nodiscard]] IdFilter filter() const;
    void setFilter(const IdFilter &filter);

Q_SIGNALS:
    void filterEdited();

private:
    void showMode();

    QButtonGroup *m_modes;
    QListWidget *m_list;
    QLineEdit *m_typed;
};

/// Ids of a comma-separated text, trimmed, without doubles.
[[nodiscard]] QStringList idsFromText(const QString &text);

} // namespace tidemark
