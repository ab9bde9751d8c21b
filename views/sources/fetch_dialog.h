// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/fetch.h"
#include "views/sources/source_parts.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace tidemark {

/// Asks what is to come from a source: which metrics, from when to when, and whether everything is
/// read again (R3). The fetch itself runs elsewhere. GUI thread.
class FetchDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `selected` are names of the metrics that are selected in the window.
    FetchDialog(const SourceParts &parts, SourceId source, const QStringList &selected,
                QWidget *parent = nullptr);

    /// Errors: InvalidArgument (times).
    [[nodiscard]] Result<FetchRequest> request() const;

private:
    void buildMetrics(const QStringList &selected);
    void buildRange();
    void buildLayout();
    /// In the order of the board; the one that is chosen stays so until it goes.
    void readSources();
    void validate();
    [[nodiscard]] Result<std::optional<Timestamp>> time(const QLineEdit *edit) const;

    SourceParts m_parts;
    QStringList m_selected;
    QComboBox *m_source;
    QRadioButton *m_allMetrics;
    QRadioButton *m_theseMetrics;
    QRadioButton *m_allTime;
    QRadioButton *m_windowTime;
    QRadioButton *m_ownTime;
    QLineEdit *m_from;
    QLineEdit *m_to;
    QCheckBox *m_again;
    QLabel *m_message;
    QPushButton *m_fetch;
};

} // namespace tidemark
