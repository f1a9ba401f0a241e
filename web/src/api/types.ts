/**
 * Short names for the wire types. All of them come out of `schema.d.ts`, which the build generates from
 * the server's own description of its API.
 */
import type { components } from "./schema";

export type { JsonValue } from "./json";
export type { paths } from "./schema";

type S = components["schemas"];

export type Id = string;
/** Unix time in milliseconds. */
export type Time = number;

export interface Fault {
  path: string;
  code: string;
  message: string;
}
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  traceId?: string;
  faults?: Fault[];
}

// What several operations share
export type Ontology = S["Ontology"];
export type Question = S["Question"];
export type QuestionKind = Question["kind"];
export type Option = S["Option"];
export type Condition = S["Condition"];
export type LabelClass = S["LabelClass"];
export type RelationType = S["RelationType"];
export type LabelledObject = S["LabelledObject"];
export type Relation = S["Relation"];
export type AnswerDocument = S["AnswerDocument"];
export type Change = S["DraftChange"];
export type Metadata = S["Metadata"];
export type ResolvedQuestion = S["ResolvedQuestions"][string];

// Accounts
export type GetSessionResponse = S["GetSessionResponse"];
export type Member = GetSessionResponse["member"];
export type InspectLinkResponse = S["InspectLinkResponse"];
export type ListedMember = S["ListMembersRow"];
export type ListedKey = S["ListKeysRow"];
export type KeyScope = ListedKey["scope"];
export type ListedSession = S["ListSessionsRow"];
export type GetAccountResponse = S["GetAccountResponse"];
export type Webhook = S["WebhookViewWebhookRow"];
export type WebhookDelivery = S["WebhookViewDeliveryRow"];
export type WebhookAttempt = S["GetWebhookDeliveryAttempt"];
export type ProjectMember = S["ListProjectMembersRow"];
export type ChangeMemberRequest = S["ChangeMemberRequest"];
export type Role = ListedMember["role"];
export type MemberKind = ListedMember["kind"];
export type MemberState = ListedMember["state"];

// Data
export type ListedDataset = S["ListDatasetsRow"];
export type ImportLabelsResponse = S["ImportLabelsResponse"];
export type ReadClassesResponse = S["ReadClassesResponse"];
export type GetDatasetResponse = S["GetDatasetResponse"];
export type DatasetImport = S["GetDatasetImport"];
export type ListedItem = S["ListItemsRow"];
export type GetItemResponse = S["GetItemResponse"];
export type ChangeItemsRequest = S["ChangeItemsRequest"];
export type ImportError = S["ImportItemsRowError"];
export type ImportItemsResponse = S["ImportItemsResponse"];
export type ListedFormat = S["ListFormatsRow"];

// Search
export type WireFilter = S["Filter"];
export type ListField = S["TableFieldsField"];
export type ListedView = S["ListViewsRow"];

// Projects
export type ListedProject = S["ListProjectsRow"];
export type GetProjectResponse = S["GetProjectResponse"];
export type ProjectProgress = S["GetProjectProgress"];
export type CreateProjectRequest = S["CreateProjectRequest"];
export type ProjectWorkflow = GetProjectResponse["workflow"];
export type ChangeProjectRequest = S["ChangeProjectRequest"];

// Work
export type WorkProject = S["MyWorkProjectRow"];
export type RecentTask = S["RecentWorkRow"];
export type WorkQuestion = S["MyQuestionsRow"];
export type ReturnedAnswer = S["ReturnedWorkRow"];
export type MyWorkResponse = S["MyWorkResponse"];
export type TakeTaskResponse = S["AssignmentViewView"];
export type AssignmentState = TakeTaskResponse["assignment"]["state"];
export type SubmitAnnotationRequest = S["SubmitAnnotationRequest"];
export type SkipReason = S["SkipTaskRequest"]["reason"];
export type ListedTask = S["ListTasksRow"];
export type ChangeTasksRequest = S["ChangeTasksRequest"];
export type ListedBatch = S["ListBatchesRow"];
export type BatchState = ListedBatch["state"];
export type ChangeBatchRequest = S["ChangeBatchRequest"];
export type Rename = S["Rename"];
export type MigrationExample = S["PreviewMigrationExample"];
export type TaskState = ListedTask["state"];
export type GetTaskResponse = S["GetTaskResponse"];
export type TaskAnswer = S["GetTaskAnswer"];

// Quality
export type GetQualityResponse = S["GetQualityResponse"];
export type QuestionQuality = S["GetQualityQuestionQuality"];
export type AnnotatorQuality = S["GetQualityAnnotatorQuality"];
export type AgreementFigure = S["GetQualityAgreement"];
export type QualityBin = S["GetQualityBin"];
export type Disagreement = S["ListDisagreementsRow"];
export type ListedMethod = S["ListMethodsRow"];

// Review
export type Thread = S["ThreadView"];
export type ThreadComment = S["CommentView"];
export type ListedQuestion = S["ListQuestionsRow"];
export type CommentOnTaskRequest = S["CommentOnTaskRequest"];
export type GetReviewResponse = S["GetReviewResponse"];
export type ListedReview = S["ListReviewsRow"];
export type GiveVerdictRequest = S["GiveVerdictRequest"];
export type GiveVerdictResponse = S["GiveVerdictResponse"];
export type ObjectNote = S["ObjectNote"];
export type HistoryEvent = S["GetHistoryRow"];

// Admin
export type GetStorageResponse = S["GetStorageResponse"];
export type TrashedThing = S["ListTrashRow"];

// Quality
export type Proposal = S["GetProposalResponse"];
export type ProposalFact = S["GetProposalFact"];

// Exchange
export type ListedSnapshot = S["ListSnapshotsRow"];
export type Loss = S["ListLossesRow"];
export type JobRow = S["JobViewJobRow"];
