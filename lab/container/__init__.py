"""What runs inside the container: the counterpart of AWS's built-in XGBoost image, version 3.2-0.

It knows the contract of the container and nothing else: the folders under ``/opt/ml`` (here under
``--root``), its exit code, its standard output, and the two paths of its web server. Its behaviour
and its messages follow https://github.com/aws/sagemaker-xgboost-container; where a module says
"as the image does", that is where it was read.
"""
