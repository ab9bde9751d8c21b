// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"

#include <QDialog>

class QPushButton;

namespace tidemark {

class MessageStrip;
class SourceLinks;
class TokenField;
struct SourceLink;

namespace theme {
class Theme;
}

/// Gives a source another token, or takes it away (Q4). GUI thread.
class TokenDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Loans that outlive the dialog; the link is read now.
    TokenDialog(SourceLinks &links, const SourceLink &link, const theme::Theme &theme,
                QWidget *parent = nullptr);

private:
    void keep();
    void remove();
    void setBusy(bool isBusy);

    SourceLinks &m_links;
    SourceId m_source;
    TokenField *m_token;
    MessageStrip *m_strip;
    QPushButton *m_keep;
    QPushButton *m_remove;
    bool m_isBusy = false;
};

} // namespace tidemark
