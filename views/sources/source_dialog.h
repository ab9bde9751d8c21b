// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/source.h"
#include "views/sources/source_parts.h"

#include <QDialog>

#include <optional>

class QPushButton;

namespace tidemark {

class ConnectionTest;
class MessageStrip;
class SourceForm;
struct SourceLink;

/// Adds or edits a source (R1): its fields at the left, a test of the connection at the right. It
/// stores the source and then its token, and closes when both are kept. GUI thread.
class SourceDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Without `edited` it adds one.
    SourceDialog(const SourceParts &parts, const SourceLink *edited, QWidget *parent = nullptr);
    ~SourceDialog() override;

    /// As the button of the test does.
    void startTest();
    /// Not before the store has answered, so that nothing is stored or lost unsaid (S7).
    void reject() override;

Q_SIGNALS:
    void saved(tidemark::SourceId source);

private:
    void buildLayout();
    void askForContext();
    void updateButtons();
    void save();
    /// `move`: what another place means, once it was asked for.
    void store(std::optional<SourceMove> move);
    void askWhatItMeans();
    void onStored(const Result<Source> &stored);
    /// Once the other parts know the source as it is stored now.
    void keepToken();
    void showTokenError(Error error, bool isMove);
    void finish();

    SourceParts m_parts;
    std::optional<Source> m_source; ///< as it is stored
    SourceForm *m_form;
    ConnectionTest *m_test;
    MessageStrip *m_strip;
    QPushButton *m_save;
    QMetaObject::Connection m_untilKnown;
    bool m_isSaving = false;
    bool m_isStoring = false; ///< the store has not answered yet
};

} // namespace tidemark
