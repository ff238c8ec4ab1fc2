"""The kinds of resources of SageMaker's API, one module each: states, checks, answers."""

from lab.resources.endpoint_configs import EndpointConfigs
from lab.resources.endpoints import Endpoints
from lab.resources.models import Models
from lab.resources.notebook_instances import NotebookInstances
from lab.resources.tags import Tags
from lab.resources.training_jobs import TrainingJobs
from lab.resources.transform_jobs import TransformJobs

KINDS = (
    EndpointConfigs,
    Endpoints,
    Models,
    NotebookInstances,
    Tags,
    TrainingJobs,
    TransformJobs,
)
